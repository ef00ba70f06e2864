package org.pumaguard.models.server.work;

import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.RegistryState;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.source.RefreshingRegistry;
import org.pumaguard.models.domain.source.RegistryView;

/**
 * The source registry in force. Requests wait for the first reading only: after a failure {@link
 * ModelKeeper} reads it again, and requests fail at once. Thread-safe.
 */
public final class CurrentRegistry implements RegistryView {

  private final RefreshingRegistry registry;

  public CurrentRegistry(RefreshingRegistry registry) {
    this.registry = registry;
  }

  @Override
  public SourceRegistry get() {
    requireNoFailure();
    return registry.get();
  }

  @Override
  public SourceRegistry getNow() {
    requireNoFailure();
    return registry.getNow();
  }

  private void requireNoFailure() {
    RegistryState state = registry.state();
    Optional<CacheException> failure = state.failure();
    if (state.registry().isEmpty() && failure.isPresent()) {
      CacheException last = failure.get();
      throw new CacheException(last.kind(), String.valueOf(last.getMessage()), last.hint(), last);
    }
  }

  @Override
  public boolean refresh() {
    return registry.refresh();
  }

  /** Ends the reading in progress and all waits for it. */
  @Override
  public void close() {
    registry.close();
  }

  public RegistryState state() {
    return registry.state();
  }
}
