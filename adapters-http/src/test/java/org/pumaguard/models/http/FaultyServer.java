package org.pumaguard.models.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.pumaguard.models.domain.model.Location;

/**
 * An HTTP server on loopback whose files can each be given {@link Fault}s, for tests of whatever
 * fetches. It speaks plain HTTP/1.1 over a raw socket (ranges, conditions, HEAD), one request a
 * connection unless told otherwise, so that it can break every rule. Keeps what was asked for and
 * counts the bytes of bodies that it has sent.
 */
public final class FaultyServer implements AutoCloseable {

  private final ServerSocket socket;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Ledger ledger = new Ledger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean keepsAlive;
  private volatile boolean slamsTheDoor;
  private volatile int mostServed = Integer.MAX_VALUE;

  /** Starts on a free port. */
  public FaultyServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    inBackground(this::acceptAll);
  }

  /** A location on a port where nobody listens. */
  public static Location nobody(String path) throws IOException {
    try (FaultyServer gone = new FaultyServer()) {
      return gone.location(path);
    }
  }

  /** From now on connections are used for several requests, as other servers do. */
  public FaultyServer keepAlive() {
    keepsAlive = true;
    return this;
  }

  /** From now on each connection is ended at once, before a request is read. */
  public FaultyServer slamTheDoor() {
    slamsTheDoor = true;
    return this;
  }

  /** From now on it is busy (503) while so many answers are under way. */
  public FaultyServer serveAtOnce(int most) {
    mostServed = most;
    return this;
  }

  /** Publishes a file under a path that begins with a slash, without a fault; its tag is strong. */
  public Location publish(String path, byte[] content) {
    pages.put(path, new Page(content));
    return location(path);
  }

  /** Answers the next requests for a published path with these faults, one request each. */
  public FaultyServer failOnce(String path, Fault... faults) {
    page(path).next.addAll(List.of(faults));
    return this;
  }

  /** Answers the next requests for a published path with this fault. */
  public FaultyServer failTimes(int times, String path, Fault fault) {
    page(path).next.addAll(Collections.nCopies(times, fault));
    return this;
  }

  /** Answers every request for a published path with this fault. */
  public FaultyServer failAlways(String path, Fault fault) {
    page(path).always = fault;
    return this;
  }

  /** Answers every request for what is published with this fault. */
  public FaultyServer failEverywhere(Fault fault) {
    pages.values().forEach(page -> page.always = fault);
    return this;
  }

  /** From now on nothing is wrong any more. */
  public FaultyServer heal() {
    pages.values().forEach(page -> page.next.clear());
    return failEverywhere(Fault.NONE);
  }

  /** Answers a path with a redirect; the target is sent as it is. */
  public Location redirect(String path, int status, String target) {
    publish(path, new byte[0]);
    failAlways(path, Fault.redirect(status, target));
    return location(path);
  }

  /** Gives a published path another content, and so another tag. */
  public void change(String path, byte[] content) {
    page(path).content = content;
  }

  /** Where a path is found. */
  public Location location(String path) {
    return new Location(URI.create("http://127.0.0.1:" + socket.getLocalPort() + path));
  }

  /** The strong entity tag of a content. */
  public static String tagOf(byte[] content) {
    return '"' + HexFormat.of().toHexDigits(Arrays.hashCode(content)) + '"';
  }

  /** All requests so far, in the order of their arrival. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** All requests for a path so far. */
  public List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).toList();
  }

  /** How many bytes of bodies were handed to the network so far. */
  public long bytesSent() {
    return ledger.bytes();
  }

  /** How many bytes of bodies were handed to the network for a path. */
  public long bytesSent(String path) {
    return ledger.bytes(path);
  }

  /** On how many connections answers were under way at once, at most. */
  public int mostAtOnce() {
    return ledger.mostUnderWay();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private Page page(String path) {
    return Optional.ofNullable(pages.get(path)).orElseThrow();
  }

  private void acceptAll() throws IOException {
    while (!socket.isClosed()) {
      Socket connection = socket.accept();
      connections.add(connection);
      inBackground(() -> serve(connection));
    }
  }

  private void serve(Socket connection) throws IOException {
    try (connection) {
      if (slamsTheDoor) {
        return;
      }
      new Conversation(connection, keepsAlive)
          .run(this::draft, (stream, path) -> new Outflow(stream, path, ledger, closed));
    } finally {
      connections.remove(connection);
    }
  }

  private Optional<Draft> draft(Request request) {
    requests.add(request);
    Optional<Draft> draft =
        Optional.ofNullable(pages.get(request.path())).map(page -> page.draft(request));
    if (ledger.underWay() >= mostServed) {
      draft.ifPresent(Fault.status(503)::spoil);
    }
    return draft;
  }

  /** What goes wrong with one client does not concern the others. */
  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The client or the test has gone, as tests do.
              }
            },
            "faulty-server");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A request as it came.
   *
   * @param path with its query
   * @param headers by name, in any case
   */
  public record Request(String method, String path, Map<String, String> headers) {

    /** The value of a header. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  private interface Work {
    void run() throws IOException;
  }
}
