package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Location;

/**
 * Fetches the bytes of a location and pushes them to a receiver. The fetcher opens and closes the
 * connection; the receiver stores the bytes.
 *
 * <p>One call is one attempt, including redirects: a fetcher neither retries nor sleeps.
 * Implementations are safe for use by many threads and hold a bounded part of a file in memory.
 */
public interface Fetcher {

  /** The URI schemes that this fetcher serves, in lower case. */
  Set<String> schemes();

  /** Whether the fetcher opens sockets; in offline mode it is not called then. */
  boolean usesNetwork();

  /**
   * Pushes the bytes from the offset of the request to its end, in the calling thread. Returns
   * after the last byte, when the receiver wants no more bytes, or when the content is not
   * modified. Releases the connection in every case. After a failure the receiver has received a
   * part of the bytes, in order and without a gap.
   *
   * @param cancellation ends the transfer, even while it blocks on the network
   * @throws Failure if the bytes cannot be fetched, or are fewer than announced
   * @throws java.util.concurrent.CancellationException if the work is cancelled
   * @throws IOException an exception of the receiver, unchanged, after the transfer was ended
   */
  Outcome fetch(Request request, Receiver receiver, Cancellation cancellation) throws IOException;

  /**
   * Reports redirects, length and first bytes of a location, without reading more than the first
   * bytes.
   *
   * @throws Failure if the location cannot be reached or has no such file
   * @throws java.util.concurrent.CancellationException if the work is cancelled
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

  /** The result of a fetch that did not fail. */
  enum Outcome {
    /** All bytes were pushed. */
    COMPLETE,
    /** The connection was closed, and no announced length tells whether bytes are missing. */
    ENDED,
    /**
     * Fewer bytes were pushed than requested, but as many as the location announced (RFC 9110,
     * 15.3.7). The caller requests the rest.
     */
    PART,
    /** The content still matches the validator of the request; the receiver was not called. */
    NOT_MODIFIED,
    /** The receiver wanted no more bytes; the rest was not read. */
    STOPPED
  }

  /**
   * A request for bytes.
   *
   * @param offset of the first byte. A fetcher that does not support offsets starts at 0 and says
   *     so in the {@link Head}
   * @param end the offset after the last byte; empty for the end of the file. A fetcher that does
   *     not support it pushes the rest of the file
   * @param validator of an earlier {@link Head}. With an offset: continue if the content is still
   *     the same, otherwise start at 0 (RFC 9110, If-Range). With offset 0: push only if the
   *     content has changed (If-None-Match)
   * @param form how caches on the way and encodings are treated
   */
  record Request(
      Location location, long offset, OptionalLong end, Optional<String> validator, Form form) {

    public Request {
      if (offset < 0 || (end.isPresent() && end.getAsLong() <= offset)) {
        throw new IllegalArgumentException("empty range from " + offset + " to " + end);
      }
    }

    /** A request in the usual form. */
    public Request(Location location, long offset, OptionalLong end, Optional<String> validator) {
      this(location, offset, end, validator, Form.USUAL);
    }

    /** The same request in another form. */
    public Request in(Form other) {
      return new Request(location, offset, end, validator, other);
    }

    /** A request for the whole file in the same form. */
    public Request whole() {
      return whole(location).in(form);
    }

    /** A request for a whole file. */
    public static Request whole(Location location) {
      return from(location, 0, Optional.empty());
    }

    /** A request for all bytes from an offset. */
    public static Request from(Location location, long offset, Optional<String> validator) {
      return new Request(location, offset, OptionalLong.empty(), validator);
    }
  }

  /**
   * The form of a request.
   *
   * @param fresh whether caches on the way must ask the origin (RFC 9111, no-cache)
   * @param decoded whether an encoding of the response that was not requested is removed, if the
   *     fetcher can. Then offset and end of the request are ignored, the {@link Head} has no
   *     length, and bytes that are not encoded in spite of the header are pushed as they are
   */
  record Form(boolean fresh, boolean decoded) {

    /** A stored response is accepted; bytes are pushed as they are sent. */
    public static final Form USUAL = new Form(false, false);
  }

  /**
   * An encoding of the content that the request did not ask for (RFC 9110, Content-Encoding).
   *
   * @param name as the response names it
   * @param decodable whether the fetcher can remove it
   */
  record Encoding(String name, boolean decodable) {}

  /**
   * The response before the first byte.
   *
   * @param location the location after redirects
   * @param offset of the first byte that is pushed: that of the request, or 0
   * @param total the length of the whole file in bytes, if it is announced
   * @param validator identifies this content in a later request (a strong entity tag, RFC 9110)
   * @param divisible whether the location supports requests for ranges
   * @param encoding what the response says of the bytes. Often that of the file itself, or none at
   *     all: the digest tells
   */
  record Head(
      Location location,
      long offset,
      OptionalLong total,
      Optional<String> validator,
      boolean divisible,
      Optional<Encoding> encoding) {

    /** A response that names no encoding. */
    public Head(
        Location location,
        long offset,
        OptionalLong total,
        Optional<String> validator,
        boolean divisible) {
      this(location, offset, total, validator, divisible, Optional.empty());
    }
  }

  /**
   * The route to a location.
   *
   * @param hops the location and the targets of its redirects, in order
   * @param total the length of the file in bytes, if it is announced
   * @param beginning the first bytes of the file, a few hundred at most; read-only
   */
  record Route(List<Location> hops, OptionalLong total, ByteBuffer beginning, Network network) {

    public Route {
      hops = List.copyOf(hops);
      beginning = beginning.asReadOnlyBuffer();
    }
  }

  /**
   * The network on the route to a location.
   *
   * @param proxy of the last hop, without credentials; empty for a direct connection
   * @param issuer the distinguished name of the issuer of the last hop's certificate (RFC 2253);
   *     empty without TLS
   * @param time of the last hop's server when it responded; empty if it does not tell
   * @param silent address families that do not answer, of all hops
   */
  record Network(
      Optional<String> proxy,
      Optional<String> issuer,
      Optional<Instant> time,
      List<SilentFamily> silent) {

    /** Nothing is known, or no network is used. */
    public static final Network UNKNOWN =
        new Network(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public Network {
      silent = List.copyOf(silent);
    }
  }

  /**
   * An address family of a host that accepts no connection, while another one does.
   *
   * @param host the server or proxy
   * @param name such as {@code IPv6}
   * @param address that was tried first
   * @param cause of the failure, without a capital letter
   * @param used the family that answers
   */
  record SilentFamily(String host, String name, String address, String cause, String used) {}

  /**
   * Receives what a fetcher pushes. Called in the thread of {@link #fetch}: the head once, then
   * bytes in order. Not called after {@code fetch} has returned.
   */
  interface Receiver {

    /**
     * Receives the head. May block; no byte is read from the connection meanwhile.
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

  /** How much of a local file a receiver has taken. */
  enum Taken {
    /** All bytes of the range. */
    ALL,
    /** Some or none of the bytes; no more are wanted. */
    ENOUGH,
    /** No bytes; the fetcher pushes them. */
    NONE
  }

  /** The kind of a failure. */
  enum Reason {
    /** The file does not exist. */
    NOT_FOUND(false),
    /** Access is denied. */
    FORBIDDEN(false),
    /** The request fails permanently: a rejected redirect, a client error. */
    REFUSED(false),
    /** The range is not available; the whole file may be. */
    RANGE_REFUSED(true),
    /** The location asks for a later attempt. */
    BUSY(true),
    /** The server failed. */
    SERVER_ERROR(true),
    /** No connection: unknown host, connection refused, no route. */
    UNREACHABLE(true),
    /** The TLS handshake failed. */
    UNTRUSTED(false),
    /** A timeout expired. */
    TIMED_OUT(true),
    /** The connection was closed before the last byte. */
    BROKEN(true),
    /** The location is a directory. */
    DIRECTORY(false),
    /** No fetcher serves the scheme, or the cache is offline. */
    NOT_ALLOWED(false),
    /** The connections of the fetcher were closed, before or during the fetch. */
    CLOSED(false);

    private final boolean mayPass;

    Reason(boolean mayPass) {
      this.mayPass = mayPass;
    }

    /** Whether a later attempt at the same location may succeed. */
    public boolean mayPass() {
      return mayPass;
    }
  }

  /** A failed fetch. The message states the cause, without the location. */
  final class Failure extends IOException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Location location;
    private final transient Optional<Duration> retryAfter;

    /**
     * A failure at a location.
     *
     * @param retryAfter the delay that the location asks for (RFC 9110, Retry-After)
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

    /** The kind of the failure. */
    public Reason reason() {
      return reason;
    }

    /** The location of the failure, after redirects. */
    public Location location() {
      return location;
    }

    /** The delay that the location asks for before the next attempt. */
    public Optional<Duration> retryAfter() {
      return retryAfter;
    }
  }
}
