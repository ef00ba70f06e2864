package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Location;

/**
 * Brings the bytes of a location and pushes them to a receiver. The fetcher owns the connection;
 * what happens to the bytes, and to those of an earlier try, is the receiver's business.
 *
 * <p>One call is one try: a fetcher never retries by itself, and never sleeps. Redirects are part
 * of a try. Implementations are safe for use by many threads, and hold only a bounded buffer of a
 * file in memory, whatever its length.
 */
public interface Fetcher {

  /** The schemes that this fetcher serves, in lower case. */
  Set<String> schemes();

  /** Whether it opens sockets, which {@code --offline} forbids. */
  boolean usesNetwork();

  /**
   * Pushes the bytes from the request's offset to its end. Returns after the last byte, at once
   * when the receiver wants no more, or when the location says that nothing has changed; closes all
   * that it opened in any case.
   *
   * @throws Failure when the bytes can't be had, or are fewer than announced
   * @throws java.util.concurrent.CancellationException when the work is cancelled
   * @throws IOException whatever the receiver throws, unchanged, after the transfer was ended at
   *     once
   */
  Outcome fetch(Request request, Receiver receiver, Cancellation cancellation) throws IOException;

  /**
   * Finds out how a location is reached, and what it has, without taking more than its first bytes.
   *
   * @throws Failure when it can't be reached, or has nothing
   * @throws java.util.concurrent.CancellationException when the work is cancelled
   */
  default Route inspect(Location location, Cancellation cancellation) throws Failure {
    ProbeReceiver inspection = new ProbeReceiver();
    try {
      fetch(Request.whole(location), inspection, cancellation);
    } catch (Failure failure) {
      throw failure;
    } catch (IOException e) {
      throw new Failure(Reason.BROKEN, location, String.valueOf(e.getMessage()), e);
    }
    return inspection.route(location);
  }

  /** How a fetch without a failure ended. */
  enum Outcome {
    /** All bytes were pushed. */
    COMPLETE,
    /** The connection ended, and nothing else says whether these were all bytes. */
    ENDED,
    /**
     * Fewer bytes were pushed than were asked for, but as many as the location has said (RFC 9110,
     * 15.3.7): the next ones can be asked for.
     */
    PART,
    /** The content is still that of the request's validator; the receiver was not called. */
    NOT_MODIFIED,
    /** The receiver wanted no more bytes; the transfer was ended without reading the rest. */
    STOPPED
  }

  /**
   * What is asked for.
   *
   * @param location where
   * @param offset the first byte wanted; a fetcher that can't begin there begins at 0 and says so
   * @param end the first byte that is not wanted any more, where not all that follows is; a fetcher
   *     that can't stop there pushes the rest as well
   * @param validator what an earlier {@link Head} gave. With an offset: continue only if the
   *     content is still the same, else begin at 0 (RFC 9110, If-Range). Without: push only if it
   *     is another (If-None-Match)
   */
  record Request(Location location, long offset, OptionalLong end, Optional<String> validator) {

    public Request {
      if (offset < 0 || (end.isPresent() && end.getAsLong() <= offset)) {
        throw new IllegalArgumentException("no bytes from " + offset + " to " + end);
      }
    }

    /** Asks for a whole file. */
    public static Request whole(Location location) {
      return from(location, 0, Optional.empty());
    }

    /** Asks for all that follows an offset. */
    public static Request from(Location location, long offset, Optional<String> validator) {
      return new Request(location, offset, OptionalLong.empty(), validator);
    }
  }

  /**
   * What is known before the first byte.
   *
   * @param location where the bytes come from, after redirects
   * @param offset of the first byte that will be pushed: the request's, or 0
   * @param total the length of the whole file in bytes, where it is announced
   * @param validator stands for this very content in a later request (a strong entity tag, RFC
   *     9110)
   * @param divisible whether parts of the file can be asked for, as far as the location says
   */
  record Head(
      Location location,
      long offset,
      OptionalLong total,
      Optional<String> validator,
      boolean divisible) {}

  /**
   * How a location is reached.
   *
   * @param hops the location, and where it redirects to, in order
   * @param total the length of the file in bytes, where it is announced
   * @param beginning its first bytes, some hundred at most; not to be written
   * @param proxy what stands between, without credentials
   * @param issuer who vouches for the last hop's identity (the issuer's distinguished name, RFC
   *     2253)
   */
  record Route(
      List<Location> hops,
      OptionalLong total,
      ByteBuffer beginning,
      Optional<String> proxy,
      Optional<String> issuer) {

    public Route {
      hops = List.copyOf(hops);
      beginning = beginning.asReadOnlyBuffer();
    }
  }

  /** Takes what a fetcher pushes; called by one thread, in order: the head once, then bytes. */
  interface Receiver {

    /**
     * Receives the head. May block: no byte is taken from the connection meanwhile.
     *
     * @return whether bytes are wanted; if not, the fetcher ends the transfer
     */
    boolean begin(Head head) throws IOException;

    /**
     * Receives the next bytes, in a heap buffer that is valid during the call only.
     *
     * @return whether more bytes are wanted; if not, the fetcher ends the transfer
     */
    boolean accept(ByteBuffer bytes) throws IOException;

    /**
     * Receives all bytes at once as a range of a local file, which need not pass through memory. A
     * fetcher whose bytes are on a local disk calls this once after the head.
     *
     * @param range the bytes that would be pushed otherwise
     * @throws Content.Unreadable if they cannot be read
     */
    default Taken take(Content content, ByteRange range) throws IOException {
      return Taken.NONE;
    }
  }

  /** What a receiver has taken of a local file. */
  enum Taken {
    /** All bytes of the range. */
    ALL,
    /** Some or none of them; it wants no more. */
    ENOUGH,
    /** Nothing; the bytes are to be pushed. */
    NONE
  }

  /** Why bytes could not be had. */
  enum Reason {
    /** The location says that there is no such file. */
    NOT_FOUND(false),
    /** The location refuses it to us. */
    FORBIDDEN(false),
    /** The request can't be served, now or later: a refused redirect, a client error. */
    REFUSED(false),
    /** The part asked for can't be had, the whole may. */
    RANGE_REFUSED(true),
    /** The location asks to come back later. */
    BUSY(true),
    /** The location failed. */
    SERVER_ERROR(true),
    /** No connection: no such host, refused, no route. */
    UNREACHABLE(true),
    /** No secure connection. */
    UNTRUSTED(false),
    /** Nothing came for as long as the time-out says. */
    TIMED_OUT(true),
    /** The connection ended before the last byte. */
    BROKEN(true),
    /** It is a directory. */
    DIRECTORY(false),
    /** No fetcher serves the scheme, or the network may not be used. */
    NOT_ALLOWED(false);

    private final boolean mayPass;

    Reason(boolean mayPass) {
      this.mayPass = mayPass;
    }

    /** Whether a later try at the same place may succeed. */
    public boolean mayPass() {
      return mayPass;
    }
  }

  /** The bytes could not be had. The message says what happened, without the location. */
  final class Failure extends IOException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Location location;
    private final transient Optional<Duration> retryAfter;

    /**
     * A failure at a location.
     *
     * @param retryAfter how long the location asks to wait (RFC 9110, Retry-After)
     */
    public Failure(
        Reason reason, Location location, String message, Optional<Duration> retryAfter) {
      super(message);
      this.reason = reason;
      this.location = location;
      this.retryAfter = retryAfter;
    }

    /** A failure with a cause. */
    public Failure(Reason reason, Location location, String message, Throwable cause) {
      super(message, cause);
      this.reason = reason;
      this.location = location;
      this.retryAfter = Optional.empty();
    }

    /** What kind of failure it is. */
    public Reason reason() {
      return reason;
    }

    /** Where it happened, after redirects. */
    public Location location() {
      return location;
    }

    /** How long the location asks to wait before the next try. */
    public Optional<Duration> retryAfter() {
      return retryAfter;
    }
  }
}
