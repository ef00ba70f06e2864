package org.pumaguard.models.domain.policy;

import java.util.Arrays;
import java.util.Locale;
import org.pumaguard.models.domain.model.Fingerprint;

/** When a cached file that was verified once is read again. */
public enum VerifyPolicy {
  /** When its fingerprint is not the recorded one. */
  CHANGED,
  /** Each time. */
  ALWAYS,
  /** Not while it has the recorded length. */
  NEVER;

  /** Reads {@code changed}, {@code always} or {@code never}. */
  public static VerifyPolicy parse(String text) {
    return Arrays.stream(values())
        .filter(policy -> policy.text().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is none of changed, always, never"));
  }

  /** The word that users see. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a file that looks like this now needs no reading. */
  public boolean trusts(Fingerprint recorded, Fingerprint now) {
    return switch (this) {
      case CHANGED -> recorded.equals(now);
      case ALWAYS -> false;
      case NEVER -> recorded.size() == now.size();
    };
  }
}
