package org.pumaguard.models;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.concurrent.MemoizedSupplier;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.source.RegistryLoader;

/**
 * Binds {@link ModelCache}, {@link CacheFactory}, {@link RegistryLoader} and {@link Bundler}. The
 * registry is read when a model is first asked for. Needs {@link Adapters}, as {@link
 * org.pumaguard.models.filesystem.FilesystemModule} binds them. Closing the cache closes nothing
 * else: the caller shuts down the executor and closes the connections.
 */
public final class CacheModule extends AbstractModule {

  private final CacheSettings settings;
  private final Function<RegistryLoader, SourceRegistry> registry;
  private final OptionalLong limitRate;
  private final ExecutorService executor;

  /**
   * A module for one cache.
   *
   * @param registry reads the registry
   * @param limitRate bytes per second over all connections; empty for no limit
   * @param executor runs fetches
   */
  public CacheModule(
      CacheSettings settings,
      Function<RegistryLoader, SourceRegistry> registry,
      OptionalLong limitRate,
      ExecutorService executor) {
    this.settings = settings;
    this.registry = registry;
    this.limitRate = limitRate;
    this.executor = executor;
  }

  @Override
  protected void configure() {
    Provider<Adapters> adapters = getProvider(Adapters.class);
    Provider<CacheFactory> factory = getProvider(CacheFactory.class);
    Provider<RegistryLoader> loader = getProvider(RegistryLoader.class);
    Provider<ModelCache> cache = getProvider(ModelCache.class);
    bind(CacheFactory.class)
        .toProvider(() -> new CacheFactory(adapters.get(), settings, executor))
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
    ModelCache cache = factory.cache(new MemoizedSupplier<>(() -> registry.apply(loader)));
    cache.limitRate(limitRate);
    return cache;
  }
}
