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
 * What a {@link FaultyServer} does wrong with one answer: a change to the draft of the right one.
 * Faults add up: {@code Fault.CHUNKED.with(Fault.drop(1000))}.
 */
public final class Fault {

  /** The file as it is. */
  public static final Fault NONE = new Fault(draft -> {});

  /** Ranges and conditions are not understood. */
  public static final Fault IGNORED_RANGE = new Fault(draft -> draft.ignoresRange = true);

  /** No length is announced. */
  public static final Fault CHUNKED = new Fault(draft -> draft.isChunked = true);

  /** After the body more bytes come, in chunks, for ever. */
  public static final Fault ENDLESS = CHUNKED.with(new Fault(draft -> draft.isEndless = true));

  /** The body is compressed, whatever the client accepts. */
  public static final Fault GZIP = new Fault(draft -> draft.isGzip = true);

  /** No entity tag. */
  public static final Fault NO_TAG = new Fault(draft -> draft.tag = Optional.empty());

  /** A tag that does not promise the same bytes (RFC 9110, 8.8.3). */
  public static final Fault WEAK_TAG = tag("W/\"weak\"");

  /** The connection ends after the answer, though it was said to be kept. */
  public static final Fault CLOSED_AFTER = new Fault(draft -> draft.closesAfter = true);

  /** The connection is taken, and not even a head comes. */
  public static final Fault SILENT = new Fault(draft -> draft.manner = Draft.Manner.SILENT);

  /** The head goes on for ever, byte by byte. */
  public static final Fault SLOW_HEAD = new Fault(draft -> draft.manner = Draft.Manner.SLOW_HEAD);

  /** What comes is not HTTP. */
  public static final Fault GARBAGE = new Fault(draft -> draft.manner = Draft.Manner.GARBAGE);

  /** The connection ends when the request has come. */
  public static final Fault HANG_UP = new Fault(draft -> draft.manner = Draft.Manner.HANG_UP);

  /** A page to log in with, as a hotel's network has it: with 200, whatever was asked for. */
  public static final Fault LOGIN_PAGE =
      content("<!DOCTYPE html>\n<title>Log in</title>\n".getBytes(StandardCharsets.UTF_8))
          .with(IGNORED_RANGE)
          .with(NO_TAG)
          .with(header("Content-Type: text/html"));

  private final Consumer<Draft> change;

  private Fault(Consumer<Draft> change) {
    this.change = change;
  }

  /** This fault, and the other as well. */
  public Fault with(Fault other) {
    return new Fault(change.andThen(other.change));
  }

  /** This fault, when a part is asked for; else none. */
  public Fault whenRanged() {
    return new Fault(
        draft -> draft.request.header("Range").ifPresent(range -> change.accept(draft)));
  }

  /** This fault, unless the client sends this value of the Authorization header. */
  public Fault unlessAuthorized(String authorization) {
    return new Fault(
        draft -> {
          if (!draft.request.header("Authorization").equals(Optional.of(authorization))) {
            change.accept(draft);
          }
        });
  }

  /** Another status with an empty body, and these header lines. */
  public static Fault status(int status, String... headers) {
    return new Fault(draft -> draft.status = OptionalInt.of(status)).with(header(headers));
  }

  /** A redirect; the target is sent as it is. */
  public static Fault redirect(int status, String target) {
    return status(status, "Location: " + target);
  }

  /** No entry without this value of the Authorization header. */
  public static Fault authorization(String required) {
    return status(401, "WWW-Authenticate: Basic realm=\"models\"").unlessAuthorized(required);
  }

  /**
   * Header lines that are added, or replace those of the same name: a wrong length, an encoding.
   */
  public static Fault header(String... lines) {
    return new Fault(draft -> draft.headers.addAll(List.of(lines)));
  }

  /** A header is left out. */
  public static Fault without(String header) {
    return new Fault(draft -> draft.without.add(header));
  }

  /** Another tag, with its quotes. */
  public static Fault tag(String tag) {
    return new Fault(draft -> draft.tag = Optional.of(tag));
  }

  /** Another tag with each answer. */
  public static Fault changingTag() {
    AtomicInteger version = new AtomicInteger();
    return new Fault(
        draft -> draft.tag = Optional.of("\"version-" + version.incrementAndGet() + "\""));
  }

  /** The date of the last change; in itself no fault. */
  public static Fault lastModified(Instant date) {
    return new Fault(draft -> draft.lastModified = Optional.of(date));
  }

  /** Other bytes, with their own tag and length. */
  public static Fault content(byte[] content) {
    return new Fault(
        draft -> {
          draft.content = content;
          draft.tag = Optional.of(FaultyServer.tagOf(content));
        });
  }

  /** The file ends after so many bytes, as if it were no longer, with the tag of the whole. */
  public static Fault truncate(int length) {
    return new Fault(draft -> draft.content = Arrays.copyOf(draft.content, length));
  }

  /** The announced length is so many bytes longer than the body, or shorter. */
  public static Fault lengthOff(long bytes) {
    return new Fault(draft -> draft.lengthOff = bytes);
  }

  /** Of a part no more comes than so many bytes, and that is said (RFC 9110, 15.3.7). */
  public static Fault shortParts(long bytes) {
    return new Fault(draft -> draft.mostRanged = bytes);
  }

  /** A part is said to begin so many bytes later than it does, or earlier. */
  public static Fault rangeOff(long bytes) {
    return new Fault(draft -> draft.rangeOff = bytes);
  }

  /** The file that a part is taken from is said to be so many bytes longer than it is. */
  public static Fault totalOff(long bytes) {
    return new Fault(draft -> draft.totalOff = bytes);
  }

  /** The connection ends after so many bytes of the body. */
  public static Fault drop(long afterBytes) {
    return new Fault(draft -> draft.dropAfter = OptionalLong.of(afterBytes));
  }

  /**
   * Nothing more comes after so many bytes of the body, until one side gives up; with −1 not even a
   * head comes.
   */
  public static Fault stall(long afterBytes) {
    return afterBytes < 0
        ? SILENT
        : new Fault(draft -> draft.stallAfter = OptionalLong.of(afterBytes));
  }

  /**
   * Nothing more comes after so many bytes of the bodies of all answers with this fault together,
   * until one side gives up.
   */
  public static Fault stallTogether(long afterBytes) {
    Budget budget = new Budget(afterBytes);
    return new Fault(draft -> draft.budget = Optional.of(budget));
  }

  /** One byte of the file is sent with all its bits turned round. */
  public static Fault flip(long offset) {
    return new Fault(draft -> draft.flipAt = OptionalLong.of(offset));
  }

  /** The same in the first answer that holds the byte, and in no later one. */
  public static Fault flipOnce(long offset) {
    AtomicBoolean done = new AtomicBoolean();
    return new Fault(
        draft -> {
          if (draft.holds(offset) && done.compareAndSet(false, true)) {
            draft.flipAt = OptionalLong.of(offset);
          }
        });
  }

  /** So many bytes of the body at a time, with a pause before each. */
  public static Fault trickle(int bytes, Duration pause) {
    return new Fault(draft -> draft.pace = Optional.of(new Pace(bytes, pause)));
  }

  /** No more than so many bytes a second over the connection. */
  public static Fault rate(int bytesPerSecond) {
    int ticksPerSecond = 50;
    return trickle(
        Math.max(1, bytesPerSecond / ticksPerSecond),
        Duration.ofSeconds(1).dividedBy(ticksPerSecond));
  }

  void spoil(Draft draft) {
    change.accept(draft);
  }
}
