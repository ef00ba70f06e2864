package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;

/**
 * When a cached file that was verified once is read again.
 *
 * @param rule what counts of the file itself
 * @param maxAge how long ago it may have been verified; none: however long. Does not matter where
 *     it is never to be read
 */
public record VerifyPolicy(Rule rule, Optional<Duration> maxAge) {

  /** When its fingerprint is not the recorded one. */
  public static final VerifyPolicy CHANGED = new VerifyPolicy(Rule.CHANGED, Optional.empty());

  /** Each time. */
  public static final VerifyPolicy ALWAYS = new VerifyPolicy(Rule.ALWAYS, Optional.empty());

  /** Not while it has the recorded length. */
  public static final VerifyPolicy NEVER = new VerifyPolicy(Rule.NEVER, Optional.empty());

  /** Reads {@code changed}, {@code always} or {@code never}. */
  public static VerifyPolicy parse(String text) {
    return Arrays.stream(Rule.values())
        .filter(rule -> rule.text().equals(text))
        .findFirst()
        .map(rule -> new VerifyPolicy(rule, Optional.empty()))
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is none of changed, always, never"));
  }

  /** This policy with a maximum age; none or nought for no limit. */
  public VerifyPolicy withMaxAge(Optional<Duration> age) {
    return new VerifyPolicy(rule, age.filter(given -> !given.isZero()));
  }

  /** The word that users see. */
  public String text() {
    return rule.text();
  }

  /** Whether a file that looks like this now needs no reading, however long ago it was verified. */
  public boolean trusts(Fingerprint recorded, Fingerprint now) {
    return switch (rule) {
      case CHANGED -> recorded.equals(now);
      case ALWAYS -> false;
      case NEVER -> recorded.size() == now.size();
    };
  }

  /**
   * Whether a file that looks like this now, and was verified then, needs no reading. As in git,
   * one that was changed in the tick of the disk's clock in which it was verified is read once
   * more.
   */
  public boolean trusts(Fingerprint recorded, Instant verifiedAt, Fingerprint now, Instant at) {
    return trusts(recorded, now)
        && (rule != Rule.CHANGED || !recorded.mayHideChanges(verifiedAt))
        && (maxAge.isEmpty() || rule == Rule.NEVER || !verifiedAt.plus(maxAge.get()).isBefore(at));
  }

  /** What counts of the file itself. */
  public enum Rule {
    /** Its fingerprint. */
    CHANGED,
    /** Nothing. */
    ALWAYS,
    /** Its length. */
    NEVER;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
