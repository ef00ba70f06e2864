package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;

/**
 * When to verify a cached file again.
 *
 * @param rule the condition on the file
 * @param maxAge the maximum age of the last verification; empty for no limit. Ignored by {@link
 *     Rule#NEVER}
 */
public record VerifyPolicy(Rule rule, Optional<Duration> maxAge) {

  /** Verify if the fingerprint differs from the recorded one. */
  public static final VerifyPolicy CHANGED = new VerifyPolicy(Rule.CHANGED, Optional.empty());

  /** Verify if size or mtime differs from the recorded one. */
  public static final VerifyPolicy MTIME = new VerifyPolicy(Rule.MTIME, Optional.empty());

  /** Verify each time. */
  public static final VerifyPolicy ALWAYS = new VerifyPolicy(Rule.ALWAYS, Optional.empty());

  /** Verify only if the length differs from the recorded one. */
  public static final VerifyPolicy NEVER = new VerifyPolicy(Rule.NEVER, Optional.empty());

  /** Parses {@code changed}, {@code mtime}, {@code always} or {@code never}. */
  public static VerifyPolicy parse(String text) {
    return Arrays.stream(Rule.values())
        .filter(rule -> rule.text().equals(text))
        .findFirst()
        .map(rule -> new VerifyPolicy(rule, Optional.empty()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + text
                        + "' is not one of changed, mtime, always, never"
                        + NearestNames.question(
                            text, List.of("changed", "mtime", "always", "never"))));
  }

  /** This policy with a maximum age; empty or zero for no limit. */
  public VerifyPolicy withMaxAge(Optional<Duration> age) {
    return new VerifyPolicy(rule, age.filter(given -> !given.isZero()));
  }

  /** The name in settings and output. */
  public String text() {
    return rule.text();
  }

  /** Whether a file needs no verification, regardless of the age of the last one. */
  public boolean trusts(Fingerprint recorded, Fingerprint now) {
    return switch (rule) {
      case CHANGED -> recorded.equals(now);
      case MTIME -> recorded.isOfCopy(now);
      case ALWAYS -> false;
      case NEVER -> recorded.size() == now.size();
    };
  }

  /**
   * Whether a file needs no verification. As in git, a file that was modified within the timestamp
   * resolution of its verification is verified once more.
   *
   * @param recorded the fingerprint at the last verification
   * @param now the current fingerprint
   * @param at the current time
   */
  public boolean trusts(Fingerprint recorded, Instant verifiedAt, Fingerprint now, Instant at) {
    return trusts(recorded, now)
        && (rule != Rule.CHANGED || !recorded.mayHideChanges(verifiedAt))
        && (maxAge.isEmpty()
            || rule == Rule.NEVER
            || !RecordedTimes.isOlder(verifiedAt, maxAge.get(), at));
  }

  /** Conditions on a file. */
  public enum Rule {
    /** Trusts an equal fingerprint. */
    CHANGED,
    /** Trusts an equal size and mtime: a copy of a cache has other inodes and ctimes. */
    MTIME,
    /** Trusts nothing. */
    ALWAYS,
    /** Trusts an equal length. */
    NEVER;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
