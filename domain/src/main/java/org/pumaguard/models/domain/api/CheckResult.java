package org.pumaguard.models.domain.api;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The result of one check of the {@code doctor}. Contains no credentials. */
public sealed interface CheckResult {

  /** The kind of check, such as {@code source}. */
  String check();

  /** The checked directory, registry or source. */
  String subject();

  /** The finding, as text. */
  String detail();

  /** Ok, problem or skipped. */
  Status status();

  /** The free space of the subject's disk in bytes; empty if it was not measured. */
  default OptionalLong free() {
    return OptionalLong.empty();
  }

  /** The kind of failure that the problem causes; empty unless the status is a problem. */
  default Optional<CacheException.Kind> failure() {
    return Optional.empty();
  }

  /** The next step. */
  default Hint hint() {
    return Hint.NONE;
  }

  /** The subject is usable. */
  record Ok(String check, String subject, String detail) implements CheckResult {

    @Override
    public Status status() {
      return Status.OK;
    }
  }

  /** The subject is usable, and a next step is recommended. */
  record Advice(String check, String subject, String detail, Hint hint) implements CheckResult {

    @Override
    public Status status() {
      return Status.OK;
    }
  }

  /** The directory is writable, or can be created. */
  record Writable(String check, String subject, String detail, long freeBytes)
      implements CheckResult {

    @Override
    public Status status() {
      return Status.OK;
    }

    @Override
    public OptionalLong free() {
      return OptionalLong.of(freeBytes);
    }
  }

  /** The subject is not usable: operations that need it fail with this kind. */
  record Problem(String check, String subject, CacheException.Kind kind, String detail, Hint hint)
      implements CheckResult {

    @Override
    public Status status() {
      return Status.PROBLEM;
    }

    @Override
    public Optional<CacheException.Kind> failure() {
      return Optional.of(kind);
    }
  }

  /** The check did not run; the detail is the reason. */
  record Skipped(String check, String subject, String detail) implements CheckResult {

    @Override
    public Status status() {
      return Status.SKIPPED;
    }
  }

  /** The status of a check. */
  enum Status {
    /** The subject is usable. */
    OK,
    /** The subject is not usable. */
    PROBLEM,
    /** The check did not run. */
    SKIPPED;

    /** The status in lower case, as in the output of programs. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
