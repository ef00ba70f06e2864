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
 * @param failure how whatever needs the thing fails; none unless it is a problem
 * @param hint the next step
 */
public record CheckResult(
    String check,
    String subject,
    Status status,
    String detail,
    OptionalLong free,
    Optional<CacheException.Kind> failure,
    Hint hint) {

  /** Nothing is wrong with it. */
  public static CheckResult ok(String check, String subject, String detail) {
    return new CheckResult(
        check, subject, Status.OK, detail, OptionalLong.empty(), Optional.empty(), Hint.NONE);
  }

  public static CheckResult skipped(String check, String subject, String detail) {
    return new CheckResult(
        check, subject, Status.SKIPPED, detail, OptionalLong.empty(), Optional.empty(), Hint.NONE);
  }

  public static CheckResult problem(
      String check, String subject, CacheException.Kind kind, String detail, Hint hint) {
    return new CheckResult(
        check, subject, Status.PROBLEM, detail, OptionalLong.empty(), Optional.of(kind), hint);
  }

  public CheckResult withFree(long bytes) {
    return new CheckResult(check, subject, status, detail, OptionalLong.of(bytes), failure, hint);
  }

  /** This result with a next step. */
  public CheckResult withHint(Hint other) {
    return new CheckResult(check, subject, status, detail, free, failure, other);
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
}
