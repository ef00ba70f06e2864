package org.pumaguard.models.domain.cache;

import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.concurrent.MemoizedSupplier;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.source.FetchRouter;
import org.pumaguard.models.domain.source.RateLimit;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.domain.state.CacheParts;

/** Puts caches together, and what reads their registries. Touches no disk and no network. */
public final class CacheFactory {

  private final Adapters adapters;
  private final CacheSettings settings;
  private final ExecutorService executor;
  private final FetchRouter fetchers;
  private final Random random = new Random();

  /**
   * A factory whose caches fetch in daemon threads, which end when they have had nothing to do for
   * a minute: there is nothing to close.
   */
  public CacheFactory(Adapters adapters, CacheSettings settings) {
    this(adapters, settings, Executors.newCachedThreadPool(CacheFactory::daemon));
  }

  /**
   * A factory whose caches fetch in the threads of an executor.
   *
   * @param executor must start a thread for each task; whoever made it shuts it down
   */
  public CacheFactory(Adapters adapters, CacheSettings settings, ExecutorService executor) {
    this.adapters = adapters;
    this.settings = settings;
    this.executor = executor;
    this.fetchers =
        new FetchRouter(
            adapters.fetchers(), settings.offline(), new RateLimit(OptionalLong.empty()));
  }

  /** What reads source registries. */
  public RegistryLoader registryLoader() {
    return new RegistryLoader(
        fetchers,
        adapters.registryParser(),
        adapters.registryCopies(),
        settings,
        random,
        adapters.progress());
  }

  /**
   * A cache of the models of a registry, which is read when a model is first asked for; until that
   * works, it is tried each time.
   *
   * @param registry a file, a folder that holds a {@value RegistryLoader#FILE_NAME}, or a URL
   */
  public ModelCache cache(Location registry) {
    return cache(new MemoizedSupplier<>(() -> registryLoader().load(registry, false)));
  }

  /**
   * A cache of the models of a registry.
   *
   * @param registry asked each time, so a supplier that reads should remember what it read
   */
  public ModelCache cache(Supplier<SourceRegistry> registry) {
    return new ModelCache(
        new CacheParts(
            new CacheParts.Sources(registry, fetchers),
            new CacheParts.Storage(adapters.directory(), adapters.bases(), adapters.locks()),
            adapters.archives(),
            adapters.progress(),
            settings,
            new CacheParts.Environment(adapters.clock(), random, executor)));
  }

  /** What writes bundles from a cache that this factory has made, and takes bundles into it. */
  public Bundler bundler(ModelCache cache) {
    return cache.bundler(adapters.bundles(), adapters.registryParser(), adapters.registryWriter());
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "pumaguard-models");
    thread.setDaemon(true);
    return thread;
  }
}
