package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheLock;

/**
 * Protects a model from removal until the lease is closed or the process ends. The model can still
 * be updated: the path then refers to the newer version, after one atomic rename, while open files
 * and the leased content are kept.
 *
 * <p>In a directory without locks, such as a read-only or base directory, the lease holds no lock,
 * since processes with the same permissions cannot remove anything there. Safe for use by multiple
 * threads.
 */
public final class Lease implements AutoCloseable {

  private final ModelName name;
  private final Path path;
  private final Optional<CacheLock.Held> held;
  private final AtomicBoolean closed = new AtomicBoolean();

  public Lease(ModelName name, Path path, Optional<CacheLock.Held> held) {
    this.name = name;
    this.path = path;
    this.held = held;
  }

  /** The model. */
  public ModelName name() {
    return name;
  }

  /** The path of its file, which was verified when the lease was acquired. */
  public Path path() {
    return path;
  }

  /** Releases the lease. Has no effect if the lease is closed already. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      held.ifPresent(CacheLock.Held::close);
    }
  }

  @Override
  public String toString() {
    return "lease of " + name + " at " + path;
  }
}
