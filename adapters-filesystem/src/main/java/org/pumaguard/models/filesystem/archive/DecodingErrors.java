package org.pumaguard.models.filesystem.archive;

import java.io.EOFException;

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
    return e instanceof EOFException
        ? "truncated " + what
        : "damaged " + what + ": " + e.getMessage();
  }

  private DecodingErrors() {}
}
