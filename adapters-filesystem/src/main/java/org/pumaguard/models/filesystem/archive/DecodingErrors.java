package org.pumaguard.models.filesystem.archive;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.compress.MemoryLimitException;
import org.pumaguard.models.domain.port.Archives;

/** Describes exceptions of decoders, some of which have no message. */
public final class DecodingErrors {

  /** The largest window of zstd, in bytes; that of {@code --long}. */
  private static final long MAX_ZSTD_WINDOW = 128L << 20;

  /**
   * Why a decoder refuses data that may be intact; empty if the data is damaged.
   *
   * @param beginning the first bytes of the compressed data
   */
  public static Optional<Archives.Unsupported> refusal(Exception e, byte[] beginning) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("requires too much memory")) {
      OptionalLong window = ZstdFrame.window(beginning);
      return Optional.of(
          new Archives.Unsupported(
              "its zstd window "
                  + (window.isPresent() ? "of " + window.getAsLong() + " bytes " : "")
                  + "exceeds the supported "
                  + MAX_ZSTD_WINDOW
                  + " bytes; it has to be compressed with a smaller one",
              e));
    }
    return message.contains("Dictionary mismatch")
        ? Optional.of(
            new Archives.Unsupported(
                "it needs a zstd dictionary; it has to be compressed without one", e))
        : Optional.empty();
  }

  /** What to throw after a failure of reading an archive. */
  static IOException ofArchive(Exception e) {
    return e instanceof MemoryLimitException limit
        ? DecoderMemory.OF_JVM.refusal(limit)
        : new Archives.Malformed(inArchive(e), e);
  }

  /** What to throw after a failure of reading compressed data. */
  static IOException ofData(Exception e) {
    return e instanceof MemoryLimitException limit
        ? DecoderMemory.OF_JVM.refusal(limit)
        : new Archives.Malformed(inData(e), e);
  }

  /** The failure of reading an archive. */
  public static String inArchive(Exception e) {
    return describe("archive", e);
  }

  /** The failure of reading compressed data. */
  static String inData(Exception e) {
    return describe("data", e);
  }

  private static String describe(String what, Exception e) {
    Optional<Archives.Unsupported> refusal = refusal(e, new byte[0]);
    if (refusal.isPresent()) {
      return String.valueOf(refusal.get().getMessage());
    }
    String message = String.valueOf(e.getMessage());
    boolean isTruncated =
        e instanceof EOFException || message.toLowerCase(Locale.ROOT).contains("truncated");
    return isTruncated ? "truncated " + what : "damaged " + what + ": " + message;
  }

  private DecodingErrors() {}
}
