package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;

/** A source has a fragment of another length than the registry. */
final class LengthMismatch extends IOException {

  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String actual;
  private final transient Optional<Location> where;
  private final boolean stored;

  private LengthMismatch(String expected, String actual, Optional<Location> where, boolean stored) {
    super("expected " + expected + ", got " + actual);
    this.expected = expected;
    this.actual = actual;
    this.where = where;
    this.stored = stored;
  }

  /** A source sent more bytes than expected. */
  static LengthMismatch more(String expected) {
    return new LengthMismatch(expected, "more", Optional.empty(), true);
  }

  /**
   * A source has a file of another length.
   *
   * @param where its location after redirects
   * @param sha256 its digest, if known
   * @param looks what kind of content it looks like
   */
  static LengthMismatch other(
      long expected, long actual, Location where, Optional<Sha256> sha256, Optional<String> looks) {
    String bytes = actual + " bytes";
    return new LengthMismatch(
        expected + " bytes",
        sha256.map(digest -> "sha256 " + digest + " (" + bytes + ")").orElse(bytes)
            + looks.map(like -> "; it looks like " + like).orElse(""),
        Optional.of(where),
        true);
  }

  /** The same mismatch, of which no bytes were stored. */
  LengthMismatch notStored() {
    return new LengthMismatch(expected, actual, where, false);
  }

  /** Whether wrong bytes are among those of the fragment. */
  boolean isStored() {
    return stored;
  }

  String expected() {
    return expected;
  }

  String actual() {
    return actual;
  }

  /** The location of the file; empty if found during the transfer. */
  Optional<Location> where() {
    return where;
  }
}
