package org.pumaguard.models.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A fault in one response of a {@link FaultyServer}. Faults can be combined: {@code
 * Fault.CHUNKED.with(Fault.drop(1000))}.
 */
public final class Fault {

  /** No fault. */
  public static final Fault NONE = new Fault(response -> {});

  /** Ranges and conditions are ignored. */
  public static final Fault IGNORED_RANGE = new Fault(response -> response.ignoresRange = true);

  /** Parts are sent with status 200. */
  public static final Fault PART_AS_200 = new Fault(response -> response.partStatus = 200);

  /** No length is announced. */
  public static final Fault CHUNKED = new Fault(response -> response.isChunked = true);

  /** The body is followed by endless chunks. */
  public static final Fault ENDLESS =
      CHUNKED.with(new Fault(response -> response.isEndless = true));

  /** The body is compressed, regardless of Accept-Encoding. */
  public static final Fault GZIP = new Fault(response -> response.isGzip = true);

  /** No entity tag. */
  public static final Fault NO_TAG = new Fault(response -> response.tag = Optional.empty());

  /** A weak tag, which does not guarantee equal bytes (RFC 9110, 8.8.3). */
  public static final Fault WEAK_TAG = tag("W/\"weak\"");

  /** The connection is closed after the response, despite keep-alive. */
  public static final Fault CLOSED_AFTER = new Fault(response -> response.closesAfter = true);

  /** The connection is accepted, but no byte is sent. */
  public static final Fault SILENT =
      new Fault(response -> response.protocol = PlannedResponse.Protocol.SILENT);

  /** The head is endless, sent byte by byte. */
  public static final Fault SLOW_HEAD =
      new Fault(response -> response.protocol = PlannedResponse.Protocol.SLOW_HEAD);

  /** The response is not HTTP. */
  public static final Fault GARBAGE =
      new Fault(response -> response.protocol = PlannedResponse.Protocol.GARBAGE);

  /** The connection is closed after the request was read. */
  public static final Fault HANG_UP =
      new Fault(response -> response.protocol = PlannedResponse.Protocol.HANG_UP);

  /** A login page with status 200, like that of a captive portal. */
  public static final Fault LOGIN_PAGE =
      content("<!DOCTYPE html>\n<title>Log in</title>\n".getBytes(StandardCharsets.UTF_8))
          .with(IGNORED_RANGE)
          .with(NO_TAG)
          .with(header("Content-Type: text/html"));

  private final Consumer<PlannedResponse> change;

  private Fault(Consumer<PlannedResponse> change) {
    this.change = change;
  }

  /** Both faults. */
  public Fault with(Fault other) {
    return new Fault(change.andThen(other.change));
  }

  /** This fault for range requests only. */
  public Fault whenRanged() {
    return new Fault(
        response -> response.request.header("Range").ifPresent(range -> change.accept(response)));
  }

  /** This fault unless the Authorization header has this value. */
  public Fault unlessAuthorized(String authorization) {
    return new Fault(
        response -> {
          if (!response.request.header("Authorization").equals(Optional.of(authorization))) {
            change.accept(response);
          }
        });
  }

  /** Another status with an empty body and these header lines. */
  public static Fault status(int status, String... headers) {
    return new Fault(response -> response.status = OptionalInt.of(status)).with(header(headers));
  }

  /** A redirect; the target is sent unchanged. */
  public static Fault redirect(int status, String target) {
    return status(status, "Location: " + target);
  }

  /** 401 unless the Authorization header has this value. */
  public static Fault authorization(String required) {
    return status(401, "WWW-Authenticate: Basic realm=\"models\"").unlessAuthorized(required);
  }

  /** Header lines that are added or replace those of the same name. */
  public static Fault header(String... lines) {
    return new Fault(response -> response.headers.addAll(List.of(lines)));
  }

  /** A header is omitted. */
  public static Fault without(String header) {
    return new Fault(response -> response.omittedHeaders.add(header));
  }

  /** Another tag, including quotes. */
  public static Fault tag(String tag) {
    return new Fault(response -> response.tag = Optional.of(tag));
  }

  /** Another tag in each response. */
  public static Fault changingTag() {
    AtomicInteger version = new AtomicInteger();
    return new Fault(
        response -> response.tag = Optional.of("\"version-" + version.incrementAndGet() + "\""));
  }

  /** A Last-Modified header; not a fault by itself. */
  public static Fault lastModified(Instant date) {
    return new Fault(response -> response.lastModified = Optional.of(date));
  }

  /** Other content with its own tag and length. */
  public static Fault content(byte[] content) {
    return new Fault(
        response -> {
          response.content = content;
          response.tag = Optional.of(FaultyServer.tagOf(content));
        });
  }

  /** A shorter file, with the tag of the whole one. */
  public static Fault truncate(int length) {
    return new Fault(response -> response.content = Arrays.copyOf(response.content, length));
  }

  /** Content-Length differs from the body by this many bytes. */
  public static Fault lengthOff(long bytes) {
    return new Fault(response -> response.lengthError = bytes);
  }

  /** Ranges are limited to this many bytes, and announced so (RFC 9110, 15.3.7). */
  public static Fault shortParts(long bytes) {
    return new Fault(response -> response.maxRangeBytes = bytes);
  }

  /** Content-Range differs from the sent range by this many bytes. */
  public static Fault rangeOff(long bytes) {
    return new Fault(response -> response.rangeError = bytes);
  }

  /** The total in Content-Range exceeds the length of the file by this many bytes. */
  public static Fault totalOff(long bytes) {
    return new Fault(response -> response.totalError = bytes);
  }

  /** The connection is closed after this many bytes of the body. */
  public static Fault drop(long afterBytes) {
    return new Fault(response -> response.dropAfter = OptionalLong.of(afterBytes));
  }

  /**
   * The response stalls after this many bytes of the body, until one side closes the connection; −1
   * stalls before the head.
   */
  public static Fault stall(long afterBytes) {
    return afterBytes < 0
        ? SILENT
        : new Fault(response -> response.stallAfter = OptionalLong.of(afterBytes));
  }

  /**
   * All responses with this fault stall after this many bytes of their bodies together, until one
   * side closes the connection.
   */
  public static Fault stallTogether(long afterBytes) {
    ByteBudget budget = new ByteBudget(afterBytes);
    return new Fault(response -> response.budget = Optional.of(budget));
  }

  /** One byte of the file is sent inverted. */
  public static Fault flip(long offset) {
    return new Fault(response -> response.flipAt = OptionalLong.of(offset));
  }

  /** Like {@link #flip}, only in the first response that contains the byte. */
  public static Fault flipOnce(long offset) {
    AtomicBoolean done = new AtomicBoolean();
    return new Fault(
        response -> {
          if (response.contains(offset) && done.compareAndSet(false, true)) {
            response.flipAt = OptionalLong.of(offset);
          }
        });
  }

  /** Sends this many bytes of the body at a time, with a pause before each. */
  public static Fault trickle(int bytes, Duration pause) {
    return new Fault(response -> response.throttle = Optional.of(new Throttle(bytes, pause)));
  }

  /** Limits the rate of a connection. */
  public static Fault rate(int bytesPerSecond) {
    int ticksPerSecond = 50;
    return trickle(
        Math.max(1, bytesPerSecond / ticksPerSecond),
        Duration.ofSeconds(1).dividedBy(ticksPerSecond));
  }

  void apply(PlannedResponse response) {
    change.accept(response);
  }
}
