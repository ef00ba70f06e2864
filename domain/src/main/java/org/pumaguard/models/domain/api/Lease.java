package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheLock;

/**
 * The use of a model: until it is closed, or this process ends, no process removes the model from
 * the cache. An update is no removal: the path may show a newer version meanwhile, by one atomic
 * rename, while files that are open go on showing the old one and its content stays stored.
 *
 * <p>Where no lock can be taken, in a read-only cache or base directory, the lease holds nothing:
 * nobody can remove anything there with the same rights. Safe for use by many threads.
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

  /** Its file, whole and verified when the lease was given. */
  public Path path() {
    return path;
  }

  /** Ends the use; closing it again does nothing. */
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
