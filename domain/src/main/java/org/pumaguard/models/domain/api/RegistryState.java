package org.pumaguard.models.domain.api;

import java.time.Instant;
import java.util.Optional;
import org.pumaguard.models.domain.model.SourceRegistry;

/** The result of reading the source registry so far. */
public sealed interface RegistryState {

  /** The registry in force; empty before the first one. */
  default Optional<SourceRegistry> registry() {
    return Optional.empty();
  }

  /** Time of the last success; empty before the first. */
  default Optional<Instant> readAt() {
    return Optional.empty();
  }

  /** The failure of the last reading; empty if it succeeded. */
  default Optional<CacheException> failure() {
    return Optional.empty();
  }

  /** The first reading has not ended. */
  record Pending() implements RegistryState {}

  /** No reading has succeeded, and there is no copy of an earlier run. */
  record Unreadable(CacheException cause) implements RegistryState {

    @Override
    public Optional<CacheException> failure() {
      return Optional.of(cause);
    }
  }

  /** No reading has succeeded; the copy of an earlier run is in force. */
  record Copied(SourceRegistry content, CacheException cause) implements RegistryState {

    @Override
    public Optional<SourceRegistry> registry() {
      return Optional.of(content);
    }

    @Override
    public Optional<CacheException> failure() {
      return Optional.of(cause);
    }
  }

  /** The last reading has succeeded. */
  record Current(SourceRegistry content, Instant at) implements RegistryState {

    @Override
    public Optional<SourceRegistry> registry() {
      return Optional.of(content);
    }

    @Override
    public Optional<Instant> readAt() {
      return Optional.of(at);
    }
  }

  /** The last reading has failed; the content of the last success stays in force. */
  record Stale(SourceRegistry content, Instant at, CacheException cause) implements RegistryState {

    @Override
    public Optional<SourceRegistry> registry() {
      return Optional.of(content);
    }

    @Override
    public Optional<Instant> readAt() {
      return Optional.of(at);
    }

    @Override
    public Optional<CacheException> failure() {
      return Optional.of(cause);
    }
  }
}
