package org.pumaguard.models;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.domain.source.RegistryView;

/**
 * Binds {@link ModelCache}, {@link CacheFactory}, {@link RegistryLoader} and {@link Bundler}. Needs
 * {@link Adapters}, as {@link org.pumaguard.models.filesystem.FilesystemModule} binds them. Closing
 * the cache closes nothing else: the caller shuts down the executor and closes the connections.
 */
public final class CacheModule extends AbstractModule {

  private final CacheSettings settings;
  private final Function<CacheFactory, RegistryView> registry;
  private final OptionalLong limitRate;
  private final Executor executor;

  /**
   * A module for one cache.
   *
   * @param registry makes the registry of the cache, for example with {@link CacheFactory#registry}
   * @param limitRate bytes per second over all connections; empty for no limit
   * @param executor runs fetches
   */
  public CacheModule(
      CacheSettings settings,
      Function<CacheFactory, RegistryView> registry,
      OptionalLong limitRate,
      Executor executor) {
    this.settings = settings;
    this.registry = registry;
    this.limitRate = limitRate;
    this.executor = executor;
  }

  @Override
  protected void configure() {
    Provider<Adapters> adapters = getProvider(Adapters.class);
    Provider<CacheFactory> factory = getProvider(CacheFactory.class);
    Provider<ModelCache> cache = getProvider(ModelCache.class);
    bind(CacheFactory.class)
        .toProvider(() -> new CacheFactory(adapters.get(), settings, executor))
        .in(Scopes.SINGLETON);
    bind(RegistryLoader.class)
        .toProvider(() -> factory.get().registryLoader())
        .in(Scopes.SINGLETON);
    bind(ModelCache.class).toProvider(() -> cache(factory.get())).in(Scopes.SINGLETON);
    bind(Bundler.class).toProvider(() -> cache.get().bundler());
  }

  private ModelCache cache(CacheFactory factory) {
    ModelCache cache = factory.cache(registry.apply(factory));
    cache.limitRate(limitRate);
    return cache;
  }
}
