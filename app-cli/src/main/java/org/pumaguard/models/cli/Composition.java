package org.pumaguard.models.cli;

import com.google.inject.Guice;
import com.google.inject.Module;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.pumaguard.models.cli.command.CommandContext;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.concurrent.MemoizedSupplier;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.HttpModule;

/**
 * Puts the program together, for its settings. An injector is made only where somebody adds a
 * module: making one takes as long as starting Java does.
 */
final class Composition {

  private Composition() {}

  /** The adapters of this program, and what further modules bind. */
  static Adapters adapters(
      Settings settings, HttpConnections connections, Progress progress, List<Module> additions) {
    if (additions.isEmpty()) {
      return FilesystemModule.adapters(settings.filesystem(), progress)
          .with(HttpModule.fetcher(connections, progress));
    }
    List<Module> all = new ArrayList<>(modules(settings, connections, progress));
    all.addAll(additions);
    return Guice.createInjector(all).getInstance(Adapters.class);
  }

  private static List<Module> modules(
      Settings settings, HttpConnections connections, Progress progress) {
    return List.of(
        new FilesystemModule(settings.filesystem()),
        new HttpModule(connections),
        binder -> {
          binder.bind(Progress.class).toInstance(progress);
          binder.bind(Clock.class).toInstance(Clock.systemUTC());
          binder.requireExplicitBindings();
          binder.disableCircularProxies();
          binder.requireExactBindingAnnotations();
          binder.requireAtInjectOnConstructors();
        });
  }

  /** What commands work with. The registry is read when it is first needed. */
  static CommandContext.Parts parts(
      Adapters adapters, Settings settings, ExecutorService executor) {
    CacheFactory factory = new CacheFactory(adapters, settings.cache(), executor);
    RegistryLoader loader = factory.registryLoader();
    ModelCache cache = factory.cache(new MemoizedSupplier<>(() -> settings.load(loader)));
    cache.limitRate(settings.limitRate());
    return new CommandContext.Parts(
        cache, loader, adapters.registryWriter(), () -> factory.bundler(cache));
  }
}
