package org.pumaguard.models.cli;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import java.util.concurrent.ExecutorService;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.concurrent.MemoizedSupplier;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.source.RegistryLoader;

/**
 * Binds {@link ModelCache}, {@link RegistryLoader} and {@link Bundler} for the settings of a
 * program. The registry is read when a model is first asked for. Needs {@link Adapters}.
 */
final class CacheModule extends AbstractModule {

  private final Settings settings;
  private final ExecutorService executor;

  CacheModule(Settings settings, ExecutorService executor) {
    this.settings = settings;
    this.executor = executor;
  }

  @Override
  protected void configure() {
    Provider<Adapters> adapters = getProvider(Adapters.class);
    Provider<CacheFactory> factory = getProvider(CacheFactory.class);
    Provider<RegistryLoader> loader = getProvider(RegistryLoader.class);
    Provider<ModelCache> cache = getProvider(ModelCache.class);
    bind(CacheFactory.class)
        .toProvider(() -> new CacheFactory(adapters.get(), settings.cache(), executor))
        .in(Scopes.SINGLETON);
    bind(RegistryLoader.class)
        .toProvider(() -> factory.get().registryLoader())
        .in(Scopes.SINGLETON);
    bind(ModelCache.class)
        .toProvider(() -> cache(factory.get(), loader.get()))
        .in(Scopes.SINGLETON);
    bind(Bundler.class).toProvider(() -> factory.get().bundler(cache.get()));
  }

  private ModelCache cache(CacheFactory factory, RegistryLoader loader) {
    ModelCache cache =
        factory.cache(new MemoizedSupplier<>(() -> settings.registry().load(loader)));
    cache.limitRate(settings.network().limitRate());
    return cache;
  }
}
