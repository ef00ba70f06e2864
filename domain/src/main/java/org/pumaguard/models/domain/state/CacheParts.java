package org.pumaguard.models.domain.state;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.source.FetchRouter;
import org.pumaguard.models.domain.source.RegistryView;

/**
 * The components of a cache.
 *
 * @param sources what models exist, and how their files are fetched
 * @param storage where their files are kept
 * @param archives decompresses and unpacks them
 * @param progress is told what happens
 * @param environment time, randomness and threads
 */
public record CacheParts(
    Sources sources,
    Adapters.Storage storage,
    Archives archives,
    Progress progress,
    CacheSettings settings,
    Environment environment) {

  /** The same directories with the models of another registry, and other settings. */
  public CacheParts with(SourceRegistry models, FetchRouter fetchers, CacheSettings other) {
    return new CacheParts(
        new Sources(RegistryView.of(() -> models), fetchers),
        storage,
        archives,
        progress,
        other,
        environment);
  }

  /** The same parts with another observer. */
  public CacheParts with(Progress other) {
    return new CacheParts(sources, storage, archives, other, settings, environment);
  }

  /** The cache directory as a view of its files and records. */
  public CacheView view() {
    return new CacheView(storage.directory());
  }

  public RegistryView registry() {
    return sources.registry();
  }

  public FetchRouter fetchers() {
    return sources.fetchers();
  }

  public CacheDirectory directory() {
    return storage.directory();
  }

  public List<CacheDirectory> bases() {
    return storage.bases();
  }

  public CacheLock locks() {
    return storage.locks();
  }

  public Clock clock() {
    return environment.clock();
  }

  public RandomGenerator random() {
    return environment.random();
  }

  public Executor executor() {
    return environment.executor();
  }

  /**
   * What models exist, and how their files are fetched.
   *
   * @param registry the registered models
   */
  public record Sources(RegistryView registry, FetchRouter fetchers) {}

  /**
   * Time, randomness and threads.
   *
   * @param random adds jitter to waits
   * @param executor runs transfers; of any kind, since what it does not begin runs in the calling
   *     threads. {@link CacheSettings#parallel} limits how many transfers run at once. The caller
   *     shuts it down
   */
  public record Environment(Clock clock, RandomGenerator random, Executor executor) {}
}
