package org.pumaguard.models.domain.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * Serves bytes from memory, as scripted by the {@link Reply} of each location, and counts requests
 * and bytes. Safe for use by many threads.
 */
public final class InMemoryFetcher implements Fetcher {

  /** The scheme of its locations. */
  public static final String SCHEME = "memory";

  private static final int BUFFER_BYTES = 16 * 1024;

  private final Map<Location, List<Reply>> replies = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicLong pushed = new AtomicLong();
  private final boolean usesNetwork;

  /** A fetcher that counts as one of the network, or not. */
  public InMemoryFetcher(boolean usesNetwork) {
    this.usesNetwork = usesNetwork;
  }

  /** Serves these bytes at a location from now on. */
  public void publish(Location location, byte[] bytes) {
    replies.put(location, List.of(Reply.of(bytes)));
  }

  /** Replies to the next requests in this order; the last reply repeats. */
  public void script(Location location, Reply... script) {
    replies.put(location, new CopyOnWriteArrayList<>(script));
  }

  /** Serves nothing at a location any more. */
  public void withdraw(Location location) {
    replies.remove(location);
  }

  /** All requests so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The requests for a location so far. */
  public List<Request> requests(Location location) {
    return requests.stream().filter(request -> request.location().equals(location)).toList();
  }

  /** How many bytes were pushed so far. */
  public long pushedBytes() {
    return pushed.get();
  }

  /** Forgets all requests and counts. */
  public void forgetRequests() {
    requests.clear();
    pushed.set(0);
  }

  @Override
  public Set<String> schemes() {
    return Set.of(SCHEME);
  }

  @Override
  public boolean usesNetwork() {
    return usesNetwork;
  }

  @Override
  public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation)
      throws IOException {
    cancellation.check();
    requests.add(request);
    Location location = request.location();
    Reply reply = next(location);
    reply.gate().pass(cancellation);
    if (reply.failure().isPresent()) {
      throw new Failure(reply.failure().get(), location, "scripted", reply.retryAfter());
    }
    if (request.form().decoded() && reply.encoding().filter(Encoding::decodable).isPresent()) {
      return pushDecoded(reply, location, receiver, cancellation);
    }
    boolean isSame = request.validator().isEmpty() || request.validator().equals(reply.validator());
    if (request.offset() == 0 && request.validator().isPresent() && isSame) {
      return Outcome.NOT_MODIFIED;
    }
    if (reply.acceptsRanges() && request.offset() > reply.bytes().length) {
      throw new Failure(Reason.RANGE_REFUSED, location, "no such range", Optional.empty());
    }
    int from = reply.acceptsRanges() && isSame ? (int) request.offset() : 0;
    long limit =
        reply.acceptsRanges() && isSame ? request.end().orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
    int to = (int) Math.min(limit, reply.bytes().length);
    boolean wantsMore =
        receiver.begin(
            new Head(
                location,
                from,
                reply.announcesLength() ? OptionalLong.of(reply.announced()) : OptionalLong.empty(),
                reply.validator(),
                reply.acceptsRanges(),
                reply.encoding()));
    int end = Math.min(to, reply.breaksAt());
    if (!wantsMore || !push(reply, from, end, receiver, cancellation)) {
      return Outcome.STOPPED;
    }
    if (to > reply.breaksAt()) {
      throw new Failure(Reason.BROKEN, location, "connection closed", Optional.empty());
    }
    return reply.announcesLength() ? Outcome.COMPLETE : Outcome.ENDED;
  }

  private Outcome pushDecoded(
      Reply reply, Location location, Receiver receiver, Cancellation cancellation)
      throws IOException {
    Head head =
        new Head(location, 0, OptionalLong.empty(), reply.validator(), false, reply.encoding());
    Reply plain = Reply.of(reply.decoded());
    return receiver.begin(head) && push(plain, 0, plain.bytes().length, receiver, cancellation)
        ? Outcome.COMPLETE
        : Outcome.STOPPED;
  }

  private boolean push(Reply reply, int from, int to, Receiver receiver, Cancellation cancellation)
      throws IOException {
    for (int at = from; at < to; at += BUFFER_BYTES) {
      cancellation.check();
      int count = Math.min(BUFFER_BYTES, to - at);
      byte[] buffer = new byte[count];
      System.arraycopy(reply.bytes(), at, buffer, 0, count);
      pushed.addAndGet(count);
      if (!receiver.accept(ByteBuffer.wrap(buffer))) {
        return false;
      }
    }
    return true;
  }

  private Reply next(Location location) throws Failure {
    List<Reply> script = replies.getOrDefault(location, List.of());
    synchronized (script) {
      if (script.isEmpty()) {
        throw new Failure(Reason.NOT_FOUND, location, "not found", Optional.empty());
      }
      List<Reply> left = new ArrayList<>(script);
      if (left.size() > 1) {
        script.remove(0);
      }
      return left.get(0);
    }
  }
}
