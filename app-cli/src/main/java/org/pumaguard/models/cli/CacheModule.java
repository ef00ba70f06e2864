package org.pumaguard.models.cli;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.domain.cache.Bundler;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.CacheSettings;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.cache.Once;
import org.pumaguard.models.domain.cache.RegistryLoader;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Progress;

/**
 * Binds {@link ModelCache}, {@link Bundler}, {@link RegistryLoader}, {@link Progress} and {@link
 * Clock}. Needs the {@link Adapters} that the filesystem's module gathers.
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
    CacheSettings cacheSettings = settings.cache();
    bind(Progress.class).toInstance(progress);
    bind(Clock.class).toInstance(Clock.systemUTC());
    Provider<Adapters> adapters = getProvider(Adapters.class);
    Provider<CacheFactory> factory = getProvider(CacheFactory.class);
    Provider<RegistryLoader> loader = getProvider(RegistryLoader.class);
    bind(CacheFactory.class)
        .toProvider(() -> new CacheFactory(adapters.get(), cacheSettings, executor))
        .in(Scopes.SINGLETON);
    bind(RegistryLoader.class)
        .toProvider(() -> factory.get().registryLoader())
        .in(Scopes.SINGLETON);
    bind(ModelCache.class)
        .toProvider(() -> cache(factory.get(), loader.get()))
        .in(Scopes.SINGLETON);
    Provider<ModelCache> cache = getProvider(ModelCache.class);
    bind(Bundler.class).toProvider(() -> factory.get().bundler(cache.get()));
  }

  private ModelCache cache(CacheFactory factory, RegistryLoader loader) {
    ModelCache cache = factory.cache(new Once<>(() -> settings.load(loader)));
    cache.limitRate(settings.limitRate());
    return cache;
  }
}
