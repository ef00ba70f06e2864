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
 * Checks the free space for one file before its bytes are fetched, so that a full disk is reported
 * at once. Safe for use by many threads.
 */
public final class FreeSpaceCheck {

  private static final Retention NO_OLD_VERSIONS =
      new Retention(0, Optional.empty(), OptionalLong.empty());

  private static final double MEBIBYTE = 1 << 20;

  /** Space that a file of unknown size leaves free: at most this, at most a sixteenth of it. */
  private static final long MAX_SPARED_BYTES = 64 << 20;

  private static final int SPARED_FRACTION = 16;

  private final CacheDirectory directory;
  private final ModelName model;
  private final AtomicLong taken = new AtomicLong();

  public FreeSpaceCheck(CacheDirectory directory, ModelName model) {
    this.directory = directory;
    this.model = model;
  }

  /** Adds bytes that are written, or are about to be written. */
  public void taking(long bytes) {
    taken.addAndGet(bytes);
  }

  /** Bytes that a file of unknown size may take. */
  public long forUnknown() throws IOException {
    long free = directory.space().free();
    return free - Math.min(MAX_SPARED_BYTES, free / SPARED_FRACTION);
  }

  /**
   * Requires free space for the bytes of the file that are not yet written.
   *
   * @param bytes size of the whole file
   * @throws CacheException if less is free
   */
  public void require(long bytes) throws IOException {
    if (bytes <= taken.get()) {
      return;
    }
    // In this order: bytes written in between are counted as free, but never twice as needed.
    long free = directory.space().free();
    long missing = bytes - taken.get();
    if (missing <= free) {
      return;
    }
    long unneeded = unneeded();
    throw new CacheException(
        CacheException.Kind.STORAGE,
        model
            + ": not enough disk space: "
            + text(missing)
            + " needed, "
            + text(free)
            + " free in "
            + directory.space().directory()
            + (unneeded == 0 ? "" : "; old versions use up to " + text(unneeded)),
        unneeded == 0 ? Hint.FREE_DISK_SPACE : Hint.PRUNE_OLD_VERSIONS);
  }

  /** Bytes of all old versions, leased ones included. */
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
