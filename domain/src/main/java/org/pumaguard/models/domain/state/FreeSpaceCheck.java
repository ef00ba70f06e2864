package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.CacheDirectory;

/**
 * The room on the disk of a cache directory for one file: looked at before bytes are fetched, so
 * that a disk which is too small is known at once, and not after an hour. Safe for use by many
 * threads.
 */
public final class FreeSpaceCheck {

  private static final Retention NO_OLD_VERSIONS =
      new Retention(0, Optional.empty(), OptionalLong.empty());

  private static final double MEBIBYTE = 1 << 20;

  /** What may be endless leaves so much of a disk to others, of a small one this part. */
  private static final long MOST_SPARED_BYTES = 64 << 20;

  private static final int SPARED_PART = 16;

  private final CacheDirectory directory;
  private final ModelName model;
  private final AtomicLong taken = new AtomicLong();

  public FreeSpaceCheck(CacheDirectory directory, ModelName model) {
    this.directory = directory;
    this.model = model;
  }

  /** So many bytes of the file are there, or are about to be written. */
  public void taking(long bytes) {
    taken.addAndGet(bytes);
  }

  /** How much may be written of what may be endless. */
  public long forUnknown() throws IOException {
    long free = directory.space().free();
    return free - Math.min(MOST_SPARED_BYTES, free / SPARED_PART);
  }

  /**
   * Goes on only with room for what is not yet taken of so many bytes.
   *
   * @throws CacheException when there is less
   */
  public void require(long bytes) throws IOException {
    // In this order: what others write meanwhile may seem to need no room, but never room twice.
    long free = directory.space().free();
    long missing = bytes - taken.get();
    if (missing <= free) {
      return;
    }
    long unneeded = unneeded();
    throw new CacheException(
        CacheException.Kind.STORAGE,
        model
            + ": "
            + text(missing)
            + " have still to be written, but "
            + text(free)
            + " are free on the disk of "
            + directory.space().directory()
            + (unneeded == 0 ? "" : "; old versions in the cache take up to " + text(unneeded)),
        unneeded == 0 ? Hint.FREE_DISK_SPACE : Hint.PRUNE_OLD_VERSIONS);
  }

  /** What pruning would free that keeps no old version, but for what somebody has a lease on. */
  private long unneeded() throws IOException {
    Retention.Holdings holdings =
        new CacheSnapshot(directory.store().inventory().read(), directory.records().entries())
            .holdings(Set.of());
    return NO_OLD_VERSIONS.decide(holdings, Instant.EPOCH, content -> false).discarded().stream()
        .mapToLong(content -> holdings.contents().getOrDefault(content, 0L))
        .sum();
  }

  private static String text(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
  }
}
