package org.pumaguard.models.cli;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.pumaguard.models.cli.command.CommandContext;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.cli.settings.StrictModule;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.HttpModule;

/** The modules of this program, and what a command gets from their injector. */
final class Wiring {

  private Wiring() {}

  /** The modules for these settings; what is open is closed by the caller. */
  static List<Module> modules(
      Settings settings, HttpConnections connections, Progress progress, ExecutorService executor) {
    return List.of(
        new StrictModule(),
        new FilesystemModule(settings.filesystem()),
        new HttpModule(connections),
        new CacheModule(settings, executor),
        binder -> {
          binder.bind(Progress.class).toProvider(() -> progress);
          binder.bind(Clock.class).toProvider(Clock::systemUTC);
        });
  }

  /** What commands work with, from the program's modules and those that an integrator adds. */
  static CommandContext.Parts parts(List<Module> modules, List<Module> additions) {
    List<Module> all = new ArrayList<>(modules);
    all.addAll(additions);
    Injector injector = Guice.createInjector(all);
    return new CommandContext.Parts(
        injector.getInstance(ModelCache.class),
        injector.getInstance(RegistryLoader.class),
        injector.getInstance(RegistryWriter.class),
        injector.getProvider(Bundler.class)::get);
  }
}
