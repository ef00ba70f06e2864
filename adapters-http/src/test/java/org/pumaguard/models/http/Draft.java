package org.pumaguard.models.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** An answer before it is sent: the right one at first, until {@link Fault}s have changed it. */
final class Draft {

  final FaultyServer.Request request;
  byte[] content;
  Optional<String> tag;
  Optional<Instant> lastModified = Optional.empty();
  Manner manner = Manner.HTTP;
  OptionalInt status = OptionalInt.empty();
  final List<String> headers = new ArrayList<>();
  final List<String> without = new ArrayList<>();
  boolean ignoresRange;
  boolean isChunked;
  boolean isEndless;
  boolean isGzip;
  boolean closesAfter;
  long lengthOff;
  long mostRanged = Long.MAX_VALUE;
  long rangeOff;
  long totalOff;
  OptionalLong dropAfter = OptionalLong.empty();
  OptionalLong stallAfter = OptionalLong.empty();
  Optional<Budget> budget = Optional.empty();
  OptionalLong flipAt = OptionalLong.empty();
  Optional<Pace> pace = Optional.empty();

  Draft(FaultyServer.Request request, byte[] content) {
    this.request = request;
    this.content = content;
    this.tag = Optional.of(FaultyServer.tagOf(content));
  }

  /** Which part of the file is to be sent. */
  Part part() {
    boolean isSame = request.header("If-Range").map(this::isCurrent).orElse(true);
    return ignoresRange || !isSame
        ? Part.whole(content.length)
        : Part.of(request.header("Range").orElse(""), content.length).atMost(mostRanged);
  }

  /** Whether the answer has this byte of the file in it. */
  boolean holds(long offset) {
    return status.isEmpty() && part().begin() <= offset && offset < part().end();
  }

  /** The strong comparison, or the exact date (RFC 9110, 13.1.5). */
  private boolean isCurrent(String validator) {
    return tag.filter(own -> !own.startsWith("W/")).equals(Optional.of(validator))
        || lastModified.map(Draft::httpDate).equals(Optional.of(validator));
  }

  static String httpDate(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
  }

  /** How the server speaks. */
  enum Manner {
    HTTP,
    SILENT,
    SLOW_HEAD,
    GARBAGE,
    HANG_UP
  }
}
