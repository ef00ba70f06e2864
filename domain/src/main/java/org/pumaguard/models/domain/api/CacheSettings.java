package org.pumaguard.models.domain.api;

import java.time.Duration;
import java.util.OptionalLong;
import org.pumaguard.models.domain.policy.Backoff;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.policy.VerifyPolicy;

/**
 * The settings of a cache.
 *
 * @param offline whether network access is disabled
 * @param parallel the number of concurrent downloads
 * @param verify when a cached file is read again before it is used
 * @param retry how a failed request is repeated
 * @param patience how long to wait for a process that holds a lock and makes no progress
 * @param quota the maximum size of all models in bytes; after a fetch, the least recently used
 *     models are evicted until the others fit. Empty for no limit
 */
public record CacheSettings(
    boolean offline,
    Parallelism parallel,
    VerifyPolicy verify,
    Retry retry,
    Duration patience,
    OptionalLong quota) {

  /** Online, adaptive number of downloads, changed files are read again, 4 retries, no quota. */
  public static final CacheSettings DEFAULT =
      new CacheSettings(
          false,
          Parallelism.ADAPTIVE,
          VerifyPolicy.CHANGED,
          new Retry(4, Backoff.DEFAULT),
          Duration.ofMinutes(10),
          OptionalLong.empty());

  /** The maximum number of retries for a source after transient failures. */
  public int retries() {
    return retry.retries();
  }

  /** The delay before each retry. */
  public Backoff backoff() {
    return retry.backoff();
  }

  /** These settings with the network disabled or enabled. */
  public CacheSettings withOffline(boolean other) {
    return new CacheSettings(other, parallel, verify, retry, patience, quota);
  }

  /** These settings with another number of concurrent downloads. */
  public CacheSettings withParallel(Parallelism other) {
    return new CacheSettings(offline, other, verify, retry, patience, quota);
  }

  /** These settings with another verify policy. */
  public CacheSettings withVerify(VerifyPolicy other) {
    return new CacheSettings(offline, parallel, other, retry, patience, quota);
  }

  /** These settings with another number of retries for a source. */
  public CacheSettings withRetries(int retries) {
    return withRetry(new Retry(retries, retry.backoff()));
  }

  /** These settings with other retries. */
  public CacheSettings withRetry(Retry other) {
    return new CacheSettings(offline, parallel, verify, other, patience, quota);
  }

  /** These settings with another time to wait for a process that makes no progress. */
  public CacheSettings withPatience(Duration other) {
    return new CacheSettings(offline, parallel, verify, retry, other, quota);
  }

  /** These settings with another quota in bytes; empty for no limit. */
  public CacheSettings withQuota(OptionalLong bytes) {
    return new CacheSettings(offline, parallel, verify, retry, patience, bytes);
  }

  /** These settings for a local source that is read once, sequentially: no retries. */
  public CacheSettings sequential() {
    return withOffline(false).withParallel(Parallelism.exactly(1)).withRetries(0);
  }

  /**
   * How a failed request is repeated.
   *
   * @param retries the maximum number of retries for a source after transient failures
   * @param backoff the delay before each retry
   */
  public record Retry(int retries, Backoff backoff) {

    /**
     * Validates the settings.
     *
     * @throws IllegalArgumentException if {@code retries} is negative
     */
    public Retry {
      if (retries < 0) {
        throw new IllegalArgumentException("retries must not be negative: " + retries);
      }
    }
  }
}
