package org.pumaguard.models.cli;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.cache.CacheParts;
import org.pumaguard.models.domain.cache.CacheSettings;
import org.pumaguard.models.domain.cache.Fetchers;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.cache.RegistryLoader;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryParser;

/**
 * Binds {@link ModelCache}, {@link RegistryLoader}, {@link Progress} and {@link Clock}. Needs what
 * the adapters' modules bind.
 */
final class CacheModule extends AbstractModule {

  private final Settings settings;
  private final Progress progress;
  private final ExecutorService executor;

  CacheModule(Settings settings, Progress progress, ExecutorService executor) {
    this.settings = settings;
    this.progress = progress;
    this.executor = executor;
  }

  @Override
  protected void configure() {
    bind(Progress.class).toInstance(progress);
    bind(Clock.class).toInstance(Clock.systemUTC());
    bind(RandomGenerator.class).toInstance(new Random());
    bind(CacheSettings.class)
        .toInstance(
            new CacheSettings(
                settings.offline(),
                settings.parallel(),
                settings.verify(),
                settings.retries(),
                CacheSettings.DEFAULT.backoff(),
                CacheSettings.DEFAULT.patience()));
  }

  @Provides
  @Singleton
  Fetchers fetchers(Set<Fetcher> fetchers) {
    return new Fetchers(fetchers, settings.offline());
  }

  @Provides
  @Singleton
  RegistryLoader registryLoader(
      Fetchers fetchers,
      RegistryParser parser,
      RegistryCopies copies,
      CacheSettings cacheSettings,
      RandomGenerator random) {
    return new RegistryLoader(fetchers, parser, copies, cacheSettings, random, progress);
  }

  @Provides
  @Singleton
  ModelCache modelCache(
      RegistryLoader loader,
      CacheDirectory directory,
      List<CacheDirectory> bases,
      CacheLock locks,
      Fetchers fetchers,
      Archives archives,
      CacheSettings cacheSettings,
      Clock clock,
      RandomGenerator random) {
    return new ModelCache(
        new CacheParts(
            new Once<>(() -> registry(loader)),
            directory,
            bases,
            locks,
            fetchers,
            archives,
            progress,
            cacheSettings,
            clock,
            random,
            executor));
  }

  private SourceRegistry registry(RegistryLoader loader) {
    SourceRegistry registry = loader.load(settings.registry(), settings.allowInsecureRegistry());
    return settings.sources().isEmpty() ? registry : registry.withSources(settings.sources());
  }
}
