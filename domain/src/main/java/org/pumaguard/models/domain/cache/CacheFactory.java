package org.pumaguard.models.domain.cache;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.source.FetchRouter;
import org.pumaguard.models.domain.source.RateLimit;
import org.pumaguard.models.domain.source.RefreshingRegistry;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.domain.source.RegistryView;
import org.pumaguard.models.domain.state.CacheParts;

/** Creates caches, bundlers and registry loaders. Performs no I/O itself. */
public final class CacheFactory {

  /** The age at which a registry is read again, unless another one is given. */
  public static final Duration MAX_AGE = Duration.ofHours(1);

  private final Adapters adapters;
  private final CacheSettings settings;
  private final Executor executor;
  private final FetchRouter fetchers;
  private final Random random = new Random();

  /**
   * A factory whose caches use daemon threads. Idle threads end after one minute, so nothing has to
   * be closed.
   */
  public CacheFactory(Adapters adapters, CacheSettings settings) {
    this(adapters, settings, newExecutor());
  }

  /**
   * A factory whose caches use the threads of an executor.
   *
   * @param executor of any kind: what it does not begin, because it is busy or rejects it, runs in
   *     the calling threads. The caller shuts it down
   */
  public CacheFactory(Adapters adapters, CacheSettings settings, Executor executor) {
    this.adapters =
        new Adapters(
            adapters.storage(),
            adapters.registries(),
            adapters.formats(),
            adapters.fetchers(),
            IsolatedProgress.of(adapters.progress()),
            adapters.clock());
    this.settings = settings;
    this.executor = executor;
    this.fetchers =
        new FetchRouter(
            adapters.fetchers(), settings.offline(), new RateLimit(OptionalLong.empty()));
  }

  /** Daemon threads for a cache, which the caller shuts down. Idle ones end after one minute. */
  public static ExecutorService newExecutor() {
    return Executors.newCachedThreadPool(daemons());
  }

  /** A loader of source registries. */
  public RegistryLoader registryLoader() {
    return new RegistryLoader(
        fetchers, adapters.registries(), settings, random, adapters.progress());
  }

  /**
   * A cache of the models of a registry. The registry is read at the first use, and again at {@link
   * ModelCache#refresh} and after {@link #MAX_AGE}.
   *
   * @param registry a file, a folder that contains a {@value RegistryLoader#FILE_NAME}, or a URL
   */
  public ModelCache cache(Location registry) {
    return cache(registry(loader -> loader.load(registry, false), MAX_AGE));
  }

  /**
   * A cache of the models of a registry that code makes.
   *
   * @param registry called at each use, so it returns quickly; a supplier that reads a file
   *     memoizes the result
   */
  public ModelCache cache(Supplier<SourceRegistry> registry) {
    return cache(RegistryView.of(registry));
  }

  /**
   * A registry for {@link #cache(RegistryView)}.
   *
   * @param reader reads the registry with the loader that it is given, in a thread of its own
   * @param maxAge the time after which it is read again in the background, once a model is ensured
   */
  public RefreshingRegistry registry(
      Function<RegistryLoader, SourceRegistry> reader, Duration maxAge) {
    return new RefreshingRegistry(
        reader, registryLoader(), maxAge, adapters.progress(), adapters.clock());
  }

  /** A cache of the models of a registry, which is closed with the cache. */
  public ModelCache cache(RegistryView registry) {
    return new ModelCache(
        new CacheParts(
            new CacheParts.Sources(registry, fetchers),
            adapters.storage(),
            adapters.archives(),
            adapters.progress(),
            settings,
            new CacheParts.Environment(adapters.clock(), random, executor)),
        this::bundler);
  }

  /** A bundler that exports and imports models of a cache of this factory. */
  public Bundler bundler(ModelCache cache) {
    return cache.bundler(adapters.bundles(), adapters.registryParser(), adapters.registryWriter());
  }

  /** Numbered threads keep no class loader of their starter alive. */
  private static ThreadFactory daemons() {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "pumaguard-models-" + number.incrementAndGet());
      thread.setContextClassLoader(CacheFactory.class.getClassLoader());
      thread.setDaemon(true);
      return thread;
    };
  }
}
