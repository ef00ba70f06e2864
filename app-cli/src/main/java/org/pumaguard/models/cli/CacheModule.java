package org.pumaguard.models.cli;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import com.google.inject.TypeLiteral;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.pumaguard.models.domain.cache.CacheParts;
import org.pumaguard.models.domain.cache.CacheSettings;
import org.pumaguard.models.domain.cache.Fetchers;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.cache.RateLimit;
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
    CacheSettings cacheSettings =
        new CacheSettings(
            settings.offline(),
            settings.parallel(),
            settings.verify(),
            settings.retries(),
            CacheSettings.DEFAULT.backoff(),
            CacheSettings.DEFAULT.patience());
    Random random = new Random();
    Clock clock = Clock.systemUTC();
    bind(Progress.class).toInstance(progress);
    bind(Clock.class).toInstance(clock);

    Provider<Set<Fetcher>> bound = getProvider(Key.get(new TypeLiteral<Set<Fetcher>>() {}));
    Provider<RegistryParser> parser = getProvider(RegistryParser.class);
    Provider<RegistryCopies> copies = getProvider(RegistryCopies.class);
    Provider<CacheDirectory> directory = getProvider(CacheDirectory.class);
    Provider<List<CacheDirectory>> bases =
        getProvider(Key.get(new TypeLiteral<List<CacheDirectory>>() {}));
    Provider<CacheLock> locks = getProvider(CacheLock.class);
    Provider<Archives> archives = getProvider(Archives.class);
    Provider<Fetchers> fetchers = getProvider(Fetchers.class);
    Provider<RegistryLoader> loader = getProvider(RegistryLoader.class);

    bind(Fetchers.class)
        .toProvider(
            () ->
                new Fetchers(bound.get(), settings.offline(), new RateLimit(settings.limitRate())))
        .in(Scopes.SINGLETON);
    bind(RegistryLoader.class)
        .toProvider(
            () ->
                new RegistryLoader(
                    fetchers.get(), parser.get(), copies.get(), cacheSettings, random, progress))
        .in(Scopes.SINGLETON);
    bind(ModelCache.class)
        .toProvider(
            () ->
                new ModelCache(
                    new CacheParts(
                        new Once<>(() -> registry(loader.get())),
                        directory.get(),
                        bases.get(),
                        locks.get(),
                        fetchers.get(),
                        archives.get(),
                        progress,
                        cacheSettings,
                        clock,
                        random,
                        executor)))
        .in(Scopes.SINGLETON);
  }

  private SourceRegistry registry(RegistryLoader loader) {
    SourceRegistry registry = loader.load(settings.registry(), settings.allowInsecureRegistry());
    return settings.sources().isEmpty() ? registry : registry.withSources(settings.sources());
  }
}
