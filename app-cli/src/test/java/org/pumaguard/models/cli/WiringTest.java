package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.cli.command.CommandContext;
import org.pumaguard.models.cli.command.CommandOptions;
import org.pumaguard.models.cli.settings.OptionReader;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.cli.settings.SettingsReader;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.http.HttpConnections;

/** The modules of the program, as a plain function of its settings. */
class WiringTest {

  @TempDir private Path home;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Progress progress = Progress.none();

  @AfterEach
  void close() {
    executor.shutdownNow();
  }

  @Test
  void bindsTheAdaptersThatTheSettingsDescribe() {
    Adapters adapters = injector().getInstance(Adapters.class);
    assertEquals(home.resolve("cache"), adapters.directory().space().directory());
    assertEquals(
        List.of(home.resolve("base")),
        adapters.bases().stream().map(base -> base.space().directory()).toList());
    assertEquals(3, adapters.fetchers().size());
    assertSame(progress, adapters.progress());
  }

  @Test
  void givesCommandsTheCacheAndItsBundler() {
    CommandContext.Parts parts = Wiring.parts(modules(), List.of());
    assertNotNull(parts.cache());
    assertNotNull(parts.bundler().get());
  }

  @Test
  void refusesWhatNoModuleBinds() {
    Injector injector = injector();
    assertThrows(ConfigurationException.class, () -> injector.getInstance(Random.class));
  }

  @Test
  void touchesNoDisk() {
    injector().getInstance(Adapters.class);
    assertFalse(Files.exists(home.resolve("cache")));
  }

  private Injector injector() {
    return Guice.createInjector(modules());
  }

  private List<Module> modules() {
    Settings settings = settings();
    HttpConnections connections = new HttpConnections(settings.http("test"));
    return Wiring.modules(settings, connections, progress, executor);
  }

  private Settings settings() {
    ProcessEnvironment environment =
        new ProcessEnvironment(
            Map.of(
                "HOME", home.toString(),
                "PUMAGUARD_MODELS_DIR", home.resolve("cache").toString(),
                "PUMAGUARD_BASE_DIRS", home.resolve("base").toString()),
            home);
    return new SettingsReader(
            new OptionReader(option -> List.of(), environment, CommandOptions.TABLE))
        .read();
  }
}
