package org.pumaguard.models.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A response before it is sent: valid until {@link Fault}s change it. */
final class PlannedResponse {

  final FaultyServer.Request request;
  byte[] content;
  Optional<String> tag;
  Optional<Instant> lastModified = Optional.empty();
  Protocol protocol = Protocol.HTTP;
  OptionalInt status = OptionalInt.empty();
  final List<String> headers = new ArrayList<>();
  final List<String> omittedHeaders = new ArrayList<>();
  int partStatus = 206;
  boolean ignoresRange;
  boolean isChunked;
  boolean isEndless;
  boolean isGzip;
  boolean closesAfter;
  long lengthError;
  long maxRangeBytes = Long.MAX_VALUE;
  long rangeError;
  long totalError;
  OptionalLong dropAfter = OptionalLong.empty();
  OptionalLong stallAfter = OptionalLong.empty();
  Optional<ByteBudget> budget = Optional.empty();
  OptionalLong flipAt = OptionalLong.empty();
  Optional<Throttle> throttle = Optional.empty();

  PlannedResponse(FaultyServer.Request request, byte[] content) {
    this.request = request;
    this.content = content;
    this.tag = Optional.of(FaultyServer.tagOf(content));
  }

  /** The range of the file to send. */
  RequestedRange range() {
    boolean isSame = request.header("If-Range").map(this::isCurrent).orElse(true);
    return ignoresRange || !isSame
        ? RequestedRange.whole(content.length)
        : RequestedRange.of(request.header("Range").orElse(""), content.length)
            .atMost(maxRangeBytes);
  }

  /** True if the response contains this byte of the file. */
  boolean contains(long offset) {
    return status.isEmpty() && range().begin() <= offset && offset < range().end();
  }

  /** Compares strong tags and exact dates (RFC 9110, 13.1.5). */
  private boolean isCurrent(String validator) {
    return tag.filter(own -> !own.startsWith("W/")).equals(Optional.of(validator))
        || lastModified.map(PlannedResponse::httpDate).equals(Optional.of(validator));
  }

  static String httpDate(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
  }

  /** What the server sends instead of HTTP. */
  enum Protocol {
    HTTP,
    SILENT,
    SLOW_HEAD,
    GARBAGE,
    HANG_UP
  }
}
