package org.pumaguard.models.http;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a {@link FaultyServer} does wrong with one answer.
 *
 * @param status answered instead of the file, with an empty body
 * @param headers lines that are added; one of a name that the answer has already replaces it
 * @param dropAfter how many bytes of the body are sent before the connection ends
 * @param stallAfter how many bytes of the body are sent before no more come; −1: not even a head
 * @param flipAt the offset in the file of a byte that is sent wrong
 * @param ignoresRange whether the whole file is sent whatever the range
 * @param isChunked whether the body is sent in chunks, without a length
 * @param isEndless whether the body goes on for ever, in chunks
 */
public record Fault(
    OptionalInt status,
    List<String> headers,
    OptionalLong dropAfter,
    OptionalLong stallAfter,
    OptionalLong flipAt,
    boolean ignoresRange,
    boolean isChunked,
    boolean isEndless) {

  private static final OptionalLong NEVER = OptionalLong.empty();

  /** The file as it is. */
  public static final Fault NONE = header();

  /** Ranges and conditions are not understood. */
  public static final Fault IGNORED_RANGE =
      new Fault(OptionalInt.empty(), List.of(), NEVER, NEVER, NEVER, true, false, false);

  /** No length is announced. */
  public static final Fault CHUNKED =
      new Fault(OptionalInt.empty(), List.of(), NEVER, NEVER, NEVER, false, true, false);

  /** The body never ends. */
  public static final Fault ENDLESS =
      new Fault(OptionalInt.empty(), List.of(), NEVER, NEVER, NEVER, false, true, true);

  /** Not even a head comes. */
  public static final Fault SILENT = stall(-1);

  /** Another status, with these header lines. */
  public static Fault status(int status, String... headers) {
    return new Fault(
        OptionalInt.of(status), List.of(headers), NEVER, NEVER, NEVER, false, false, false);
  }

  /**
   * Header lines that are added, or replace those of the same name: a wrong length, an encoding.
   */
  public static Fault header(String... lines) {
    return new Fault(OptionalInt.empty(), List.of(lines), NEVER, NEVER, NEVER, false, false, false);
  }

  /** The connection ends after so many bytes of the body. */
  public static Fault drop(long afterBytes) {
    return new Fault(
        OptionalInt.empty(),
        List.of(),
        OptionalLong.of(afterBytes),
        NEVER,
        NEVER,
        false,
        false,
        false);
  }

  /** Nothing more comes after so many bytes of the body, until the server is closed. */
  public static Fault stall(long afterBytes) {
    return new Fault(
        OptionalInt.empty(),
        List.of(),
        NEVER,
        OptionalLong.of(afterBytes),
        NEVER,
        false,
        false,
        false);
  }

  /** One byte of the file is sent with all its bits turned round. */
  public static Fault flip(long offset) {
    return new Fault(
        OptionalInt.empty(), List.of(), NEVER, NEVER, OptionalLong.of(offset), false, false, false);
  }

  boolean stalls() {
    return stallAfter.isPresent();
  }
}
