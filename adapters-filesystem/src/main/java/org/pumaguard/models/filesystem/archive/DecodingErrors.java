package org.pumaguard.models.filesystem.archive;

import java.io.EOFException;
import java.util.Locale;

/** Describes exceptions of decoders, some of which have no message. */
public final class DecodingErrors {

  /** The failure of reading an archive. */
  public static String inArchive(Exception e) {
    return describe("archive", e);
  }

  /** The failure of reading compressed data. */
  static String inData(Exception e) {
    return describe("data", e);
  }

  private static String describe(String what, Exception e) {
    String message = String.valueOf(e.getMessage());
    boolean isTruncated =
        e instanceof EOFException || message.toLowerCase(Locale.ROOT).contains("truncated");
    return isTruncated ? "truncated " + what : "damaged " + what + ": " + message;
  }

  private DecodingErrors() {}
}
