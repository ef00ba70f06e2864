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
 * What a cache keeps. Content that nothing refers to goes in any case; a pinned model stays with
 * all its versions, and so does what a program holds a lease on.
 *
 * @param keep how many former versions of a model stay besides its current one
 * @param olderThan models that were not used for so long go, and versions that were not shown for
 *     so long
 * @param maxSize how many bytes models may take, their former versions and unpacked directories
 *     included: until that is met former versions go, those that were shown least recently first,
 *     and then models, those that were used least recently first
 */
public record Retention(int keep, Optional<Duration> olderThan, OptionalLong maxSize) {

  /** One former version of each model; whatever its age and size. */
  public static final Retention DEFAULT = new Retention(1, Optional.empty(), OptionalLong.empty());

  public Retention {
    if (keep < 0) {
      throw new IllegalArgumentException("what is kept may not be negative: " + keep);
    }
  }

  /** What stays within so many bytes, and all that fits in them. */
  public static Retention quota(long bytes) {
    return new Retention(Integer.MAX_VALUE, Optional.empty(), OptionalLong.of(bytes));
  }

  /**
   * Decides what goes.
   *
   * @param inUse whether content is in use; asked only of content that would go
   */
  public Decision decide(Holdings holdings, Instant now, Predicate<Sha256> inUse) {
    EvictionPlan selection = new EvictionPlan(holdings, inUse);
    Optional<Instant> oldest = olderThan.map(now::minus);
    selection.dropFormer(keep, oldest);
    selection.evictUnused(oldest);
    return selection.within(maxSize);
  }

  /** Whether something that lies about was left by whoever made it. */
  public static boolean isAbandoned(StoreContents.Kind kind, Instant lastModified, Instant now) {
    Optional<Duration> after = idle(kind);
    return after.isPresent()
        && (after.get().isZero() || lastModified.isBefore(now.minus(after.get())));
  }

  /** Whether a partial was last worked on so long ago that nobody will resume it. */
  public static boolean isForgotten(Instant lastModified, Instant now) {
    return lastModified.isBefore(now.minus(Duration.ofDays(7)));
  }

  /** Most are made under a lock that whoever asks holds: nobody can be at work on them. */
  private static Optional<Duration> idle(StoreContents.Kind kind) {
    return switch (kind) {
      case STAGED, TRASH, JOURNAL -> Optional.of(Duration.ZERO);
      case STAGED_FILE -> Optional.of(Duration.ofMinutes(5));
      case FRAGMENT -> Optional.of(Duration.ofDays(7));
      case ASIDE -> Optional.empty();
    };
  }

  /**
   * What there is.
   *
   * @param contents the bytes of all stored content
   * @param shown content that is visible under a name of which nothing is recorded
   */
  public record Holdings(
      List<Current> currents, List<Former> formers, Map<Sha256, Long> contents, Set<Sha256> shown) {

    /** The bytes that models take, whether anything refers to them or not. */
    public long bytes() {
      return contents.values().stream().mapToLong(Long::longValue).sum()
          + currents.stream().mapToLong(Current::ownBytes).sum();
    }
  }

  /**
   * A cached model.
   *
   * @param content the digest of its file
   * @param ownBytes what it takes besides its stored content: what is unpacked of it, or a copy
   * @param lastUsed when it was last handed out
   * @param pinned whether it is to stay
   * @param required whether it was just asked for
   * @param gone whether its file is not there any more
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
   * @param until when the model's name ceased to show it
   */
  public record Former(ModelName name, Sha256 content, Instant until) {}

  /**
   * What goes, in the order in which it goes.
   *
   * @param evicted models, with all that belongs to them
   * @param dropped former versions, of evicted models and others
   * @param discarded content that nothing refers to when those are gone
   * @param inUse content that would have gone if it were not in use
   * @param over by how many bytes what stays is larger than it may be
   */
  public record Decision(
      List<Current> evicted,
      List<Former> dropped,
      List<Sha256> discarded,
      Set<Sha256> inUse,
      long over) {}
}
