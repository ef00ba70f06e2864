package org.pumaguard.models.domain.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.StoreContents;

/**
 * What a cache keeps. Unreferenced content is always discarded. Pinned models with all their
 * versions, and leased content, are always kept.
 *
 * @param keep the number of former versions of a model to keep besides the shown one
 * @param olderThan evicts models that were not used, and former versions that were not shown, for
 *     this long
 * @param maxSize the maximum size of all models in bytes, including former versions and unpacked
 *     directories. Evicts former versions first, the least recently shown one first, then models,
 *     the least recently used one first
 */
public record Retention(int keep, Optional<Duration> olderThan, OptionalLong maxSize) {

  /** Keeps one former version of each model, without limits on age and size. */
  public static final Retention DEFAULT = new Retention(1, Optional.empty(), OptionalLong.empty());

  public Retention {
    if (keep < 0) {
      throw new IllegalArgumentException(
          "the number of versions to keep may not be negative: " + keep);
    }
  }

  /** Keeps everything that fits into a number of bytes. */
  public static Retention quota(long bytes) {
    return new Retention(Integer.MAX_VALUE, Optional.empty(), OptionalLong.of(bytes));
  }

  /**
   * Decides what to evict.
   *
   * @param inUse whether content is leased; called only for content that would be evicted
   */
  public Decision decide(Holdings holdings, Instant now, Predicate<Sha256> inUse) {
    EvictionPlan plan = new EvictionPlan(holdings, now, inUse);
    plan.dropFormer(keep, olderThan);
    plan.evictUnused(olderThan);
    return plan.within(maxSize);
  }

  /** Whether a leftover is old enough for removal. */
  public static boolean isAbandoned(StoreContents.Kind kind, Instant lastModified, Instant now) {
    Optional<Duration> after = idle(kind);
    return after.isPresent()
        && (after.get().isZero() || RecordedTimes.isOlder(lastModified, after.get(), now));
  }

  /** Whether a partial was not changed for so long that it is unlikely to be resumed. */
  public static boolean isForgotten(Instant lastModified, Instant now) {
    return RecordedTimes.isOlder(lastModified, Duration.ofDays(7), now);
  }

  /** Zero for files that are only created under the lock that the caller holds. */
  private static Optional<Duration> idle(StoreContents.Kind kind) {
    return switch (kind) {
      case STAGED, TRASH, JOURNAL -> Optional.of(Duration.ZERO);
      case STAGED_FILE -> Optional.of(Duration.ofMinutes(5));
      case FRAGMENT -> Optional.of(Duration.ofDays(7));
      case ASIDE -> Optional.empty();
    };
  }

  /**
   * The contents of a cache.
   *
   * @param contents stored content and its lengths in bytes
   * @param shown content that is visible under a name without a record
   */
  public record Holdings(
      List<Current> currents, List<Former> formers, Map<Sha256, Long> contents, Set<Sha256> shown) {

    /** The size of all models in bytes, including unreferenced content. */
    public long bytes() {
      return contents.values().stream().mapToLong(Long::longValue).sum()
          + currents.stream().mapToLong(Current::ownBytes).sum();
    }
  }

  /**
   * A cached model.
   *
   * @param content the digest of its file
   * @param ownBytes its size in bytes apart from stored content: the unpacked directory, or a copy
   * @param lastUsed when it was last returned to a caller
   * @param pinned whether it is exempt from eviction
   * @param required whether the current call returns it
   * @param gone whether its visible file is missing
   */
  public record Current(
      ModelName name,
      Sha256 content,
      long ownBytes,
      Instant lastUsed,
      boolean pinned,
      boolean required,
      boolean gone) {

    boolean stays() {
      return pinned || required;
    }
  }

  /**
   * A kept former version of a cached model.
   *
   * @param until when the model name stopped showing it
   */
  public record Former(ModelName name, Sha256 content, Instant until) {}

  /**
   * What to evict, in order.
   *
   * @param evicted models, with their former versions
   * @param dropped former versions of evicted and other models
   * @param discarded content without references after that
   * @param inUse content that is kept only because it is leased
   * @param over the number of bytes by which the rest exceeds the maximum size
   */
  public record Decision(
      List<Current> evicted,
      List<Former> dropped,
      List<Sha256> discarded,
      Set<Sha256> inUse,
      long over) {}
}
