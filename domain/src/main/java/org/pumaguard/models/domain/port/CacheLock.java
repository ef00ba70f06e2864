package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Locks between threads, also those of different class loaders, and between processes. They save
 * duplicate work; correctness does not depend on them, since digests and atomic renames keep
 * content right on a file system without working locks. The operating system releases a lock when
 * its process ends.
 *
 * <p>The lock order is {@link Key#COLLECTOR} (shared for adding content, exclusive for removing
 * it), then {@link Key#of(Sha256)}, then {@link Key#lease}; a lease is only tried, never waited
 * for. Safe for use by many threads.
 */
public interface CacheLock {

  /**
   * Acquires a lock if it is free; never waits. A shared lock on an existing lock file needs no
   * write permission. Locks are not reentrant.
   *
   * @return the lock, which any thread may close; empty if another thread or process holds it
   * @throws IOException if the lock file cannot be created or opened
   */
  Optional<Held> tryAcquire(Key key, Mode mode) throws IOException;

  /**
   * Whether a thread of this or another process holds the lock now. Creates nothing. False if the
   * permission to inspect the lock is missing.
   */
  boolean isHeld(Key key) throws IOException;

  /**
   * Measures whether locks exclude other processes on this file system. Creates nothing. May start
   * a process, so it takes up to a few seconds.
   */
  Support support() throws IOException;

  /** Whether locks exclude other processes. */
  enum Support {
    /** They do, at least on this machine. */
    WORKING,
    /** They are granted to every process. */
    IGNORED,
    /** The file system has none. */
    REFUSED,
    /** It cannot be measured, for example before the cache directory exists. */
    UNKNOWN
  }

  /** Whether a lock can have several holders. */
  enum Mode {
    /** Compatible with other shared locks. */
    SHARED,
    /** Compatible with no other lock. */
    EXCLUSIVE
  }

  /**
   * The identity of a lock.
   *
   * @param name a name without separators
   */
  record Key(String name) {

    private static final String NAME = "name-";

    // Written by hand: a generated one is linked at run time, which is slow at start-up.
    @Override
    public int hashCode() {
      return name.hashCode();
    }

    /** Garbage collection: shared while content is added, exclusive while it is removed. */
    public static final Key COLLECTOR = new Key("collector");

    /** The partial and the blob of some content. */
    public static Key of(Sha256 content) {
      return new Key(content.hex());
    }

    /** A visible name and its record. Acquired after the lock of the content. */
    public static Key of(ModelName name) {
      return new Key(NAME + name);
    }

    /**
     * Whether the lock is held for moments only, so that a process that does not see it repeats
     * little work.
     */
    public boolean isBrief() {
      return name.startsWith(NAME);
    }

    /** A lease on content: shared while it is used, exclusive while it is removed. */
    public static Key lease(Sha256 content) {
      return new Key("lease-" + content.hex());
    }
  }

  /** A lock that is held. Closing it again has no effect. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }
}
