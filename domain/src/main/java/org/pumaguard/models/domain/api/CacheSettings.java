package org.pumaguard.models.domain.api;

import java.time.Duration;
import java.util.OptionalLong;
import org.pumaguard.models.domain.policy.Backoff;
import org.pumaguard.models.domain.policy.VerifyPolicy;

/**
 * How a cache behaves.
 *
 * @param offline never to use the network
 * @param parallel how many files are fetched at once, at least 1
 * @param verify when a cached file is read again
 * @param retries further tries for a source that fails in a way that may pass
 * @param backoff how long to wait before a further try
 * @param patience how long to wait for another process that makes no progress
 * @param quota how many bytes models may take: after a fetch those that were used least recently
 *     are removed until that is so; none for no bound
 */
public record CacheSettings(
    boolean offline,
    int parallel,
    VerifyPolicy verify,
    int retries,
    Backoff backoff,
    Duration patience,
    OptionalLong quota) {

  /** Online, 4 at once, files read again when they changed, 4 retries. */
  public static final CacheSettings DEFAULT =
      new CacheSettings(
          false,
          4,
          VerifyPolicy.CHANGED,
          4,
          Backoff.DEFAULT,
          Duration.ofMinutes(10),
          OptionalLong.empty());

  public CacheSettings {
    if (parallel < 1) {
      throw new IllegalArgumentException("at least one fetch at once, not " + parallel);
    }
    if (retries < 0) {
      throw new IllegalArgumentException("retries may not be negative: " + retries);
    }
  }

  /** The same for a single source that gives its files one after the other, each once. */
  public CacheSettings oneAfterTheOther() {
    return new CacheSettings(false, 1, verify, 0, backoff, patience, quota);
  }
}
