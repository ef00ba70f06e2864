package org.pumaguard.models.domain.source;

import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.SourceRegistry;

/** The source registry of a cache. Safe for use by many threads. */
public interface RegistryView extends Supplier<SourceRegistry>, AutoCloseable {

  /**
   * The registry as last read. The first call reads it, and waits for that.
   *
   * @throws CacheException if it was never read and cannot be read now, or the wait is interrupted
   */
  @Override
  SourceRegistry get();

  /** As {@link #get()}; the limit ends the wait of this caller. */
  default SourceRegistry get(WaitLimit limit) {
    return get();
  }

  /**
   * The registry as last read or kept by an earlier run. Never waits for the network.
   *
   * @throws CacheException if there is neither
   */
  SourceRegistry getNow();

  /**
   * Reads the registry again, and waits for that.
   *
   * @return whether its content has changed
   * @throws CacheException if it cannot be read; the last one stays in force
   */
  boolean refresh();

  /** Ends the reading in progress. Later readings fail. */
  @Override
  void close();

  /** A registry that other code makes; called for each use, so there is nothing to refresh. */
  static RegistryView of(Supplier<SourceRegistry> supplier) {
    return new RegistryView() {
      @Override
      public SourceRegistry get() {
        return supplier.get();
      }

      @Override
      public SourceRegistry getNow() {
        return supplier.get();
      }

      @Override
      public boolean refresh() {
        return false;
      }

      @Override
      public void close() {}
    };
  }
}
