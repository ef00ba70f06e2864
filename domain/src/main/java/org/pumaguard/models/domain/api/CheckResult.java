package org.pumaguard.models.domain.api;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one look at something has shown. Holds no credentials.
 *
 * @param check what kind of thing was looked at, in words
 * @param subject which one
 * @param detail how it is
 * @param free bytes that its disk has left, where it has one
 * @param trouble what it leads to, and what to do; none unless it is a problem
 */
public record CheckResult(
    String check,
    String subject,
    Status status,
    String detail,
    OptionalLong free,
    Optional<Trouble> trouble) {

  /** Nothing is wrong with it. */
  public static CheckResult ok(String check, String subject, String detail) {
    return new CheckResult(
        check, subject, Status.OK, detail, OptionalLong.empty(), Optional.empty());
  }

  public static CheckResult skipped(String check, String subject, String detail) {
    return new CheckResult(
        check, subject, Status.SKIPPED, detail, OptionalLong.empty(), Optional.empty());
  }

  public static CheckResult problem(
      String check, String subject, CacheException.Kind kind, String detail, String hint) {
    return new CheckResult(
        check,
        subject,
        Status.PROBLEM,
        detail,
        OptionalLong.empty(),
        Optional.of(new Trouble(kind, hint)));
  }

  public CheckResult withFree(long bytes) {
    return new CheckResult(check, subject, status, detail, OptionalLong.of(bytes), trouble);
  }

  /** How it is. */
  public enum Status {
    /** As it should be. */
    OK,
    /** Something is to be done. */
    PROBLEM,
    /** It was not looked at; the detail says why. */
    SKIPPED;

    /** The word that users see. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a problem means.
   *
   * @param kind how whatever needs the thing fails
   * @param hint what to do
   */
  public record Trouble(CacheException.Kind kind, String hint) {}
}
