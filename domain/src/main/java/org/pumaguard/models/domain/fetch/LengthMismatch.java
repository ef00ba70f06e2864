package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;

/** A source has more or fewer bytes of a fragment than it should. */
final class LengthMismatch extends IOException {

  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String actual;
  private final transient Optional<Location> where;
  private final boolean taken;

  private LengthMismatch(String expected, String actual, Optional<Location> where, boolean taken) {
    super("expected " + expected + ", got " + actual);
    this.expected = expected;
    this.actual = actual;
    this.where = where;
    this.taken = taken;
  }

  /** More bytes have come than may. */
  static LengthMismatch more(String expected) {
    return new LengthMismatch(expected, "more", Optional.empty(), true);
  }

  /**
   * The file has another length.
   *
   * @param where it is, after redirects
   * @param sha256 its digest, where that is known
   * @param looks like what
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

  /** The same, of bytes of which none were taken. */
  LengthMismatch untaken() {
    return new LengthMismatch(expected, actual, where, false);
  }

  /** Whether bytes of it lie among those of the fragment. */
  boolean isTaken() {
    return taken;
  }

  String expected() {
    return expected;
  }

  String actual() {
    return actual;
  }

  /** Where it was found out; none while bytes were coming. */
  Optional<Location> where() {
    return where;
  }
}
