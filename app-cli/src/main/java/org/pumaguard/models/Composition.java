package org.pumaguard.models;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.cli.settings.StrictModule;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.concurrent.MemoizedSupplier;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.domain.source.RegistryView;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.HttpModule;

/**
 * The open parts of one cache: its threads, its connections, and the injector that wires it, which
 * is created at the first {@link #get}. Both programs and {@link Models#open} use it, so there is
 * one wiring. Thread-safe.
 */
public final class Composition implements AutoCloseable {

  private static final int CLOSE_SECONDS = 3;

  private final Models models;
  private final HttpConnections connections;
  private final Executor executor;
  private final List<ExecutorService> owned = new ArrayList<>();
  private final MemoizedSupplier<Injector> injector;

  Composition(Models models, HttpConnections connections) {
    this.models = models;
    this.connections = connections;
    this.executor = models.executor().orElseGet(this::newExecutor);
    this.injector = new MemoizedSupplier<>(this::inject);
  }

  private ExecutorService newExecutor() {
    ExecutorService created = CacheFactory.newExecutor();
    owned.add(created);
    return created;
  }

  private Injector inject() {
    List<Module> own = modules();
    List<Module> additions = models.additions();
    return additions.isEmpty()
        ? Guice.createInjector(own)
        : Guice.createInjector(new StrictModule(), Modules.override(own).with(additions));
  }

  /** The modules of a cache, without those that an integrator adds. */
  private List<Module> modules() {
    Settings settings = models.settings();
    Progress progress = models.listener();
    return List.of(
        new StrictModule(),
        new FilesystemModule(settings.filesystem()),
        new HttpModule(connections),
        new CacheModule(settings.cache(), this::view, settings.network().limitRate(), executor),
        binder -> {
          binder.bind(Progress.class).toProvider(() -> progress);
          binder.bind(Clock.class).toProvider(Clock::systemUTC);
        });
  }

  /**
   * Reads the registry.
   *
   * @throws org.pumaguard.models.domain.api.CacheException if it cannot be read or is invalid
   */
  public SourceRegistry readRegistry(RegistryLoader loader) {
    return models.registry().read(loader, models.settings().registry());
  }

  private RegistryView view(CacheFactory factory) {
    return models.registry().view(factory, models.settings().registry());
  }

  /** The settings of the cache. */
  public Settings settings() {
    return models.settings();
  }

  /**
   * A part of the cache.
   *
   * @param type what one of the modules binds, such as {@code ModelCache}
   */
  public <T> T get(Class<T> type) {
    return injector.get().getInstance(type);
  }

  /**
   * Ends all threads and connections of this composition: fetches in progress fail, and are resumed
   * by the next one. An executor that the caller gave is left running. A second call does nothing.
   */
  @Override
  public void close() {
    connections.close();
    owned.forEach(Composition::end);
  }

  /** What runs ends by itself, and records what it has fetched, as its connections are closed. */
  private static void end(ExecutorService executor) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
        executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
