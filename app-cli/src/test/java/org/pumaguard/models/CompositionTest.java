package org.pumaguard.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.ConfigurationException;
import com.google.inject.multibindings.Multibinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.cli.settings.OptionReader;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.cli.settings.SettingsReader;
import org.pumaguard.models.cli.settings.SharedOptions;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.testkit.PigeonFetcher;

/** The one wiring of both programs and of embedded caches. */
class CompositionTest {

  @TempDir private Path home;

  private final List<Composition> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Composition::close);
  }

  @Test
  void bindsTheAdaptersThatTheSettingsDescribe() {
    Adapters adapters = composed(models()).get(Adapters.class);
    assertEquals(home.resolve("cache"), adapters.directory().space().directory());
    assertEquals(
        List.of(home.resolve("base")),
        adapters.bases().stream().map(base -> base.space().directory()).toList());
    assertEquals(3, adapters.fetchers().size());
  }

  @Test
  void givesCommandsTheCacheAndItsBundler() {
    Composition parts = composed(models());
    assertNotNull(parts.get(ModelCache.class));
    assertNotNull(parts.get(Bundler.class));
  }

  @Test
  void refusesWhatNoModuleBinds() {
    Composition parts = composed(models());
    assertThrows(ConfigurationException.class, () -> parts.get(Random.class));
  }

  @Test
  void touchesNoDisk() {
    composed(models()).get(Adapters.class);
    assertFalse(Files.exists(home.resolve("cache")));
  }

  @Test
  void aModuleReplacesAnAdapterAndAddsAFetcher() {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    Fetcher pigeon = new PigeonFetcher(new byte[0]);
    Adapters adapters =
        composed(
                models()
                    .with(binder -> binder.bind(Clock.class).toInstance(clock))
                    .with(
                        binder ->
                            Multibinder.newSetBinder(binder, Fetcher.class)
                                .addBinding()
                                .toInstance(pigeon)))
            .get(Adapters.class);
    assertSame(clock, adapters.clock());
    assertEquals(4, adapters.fetchers().size());
    assertTrue(adapters.fetchers().contains(pigeon));
  }

  private Composition composed(Models models) {
    Composition composition = models.compose();
    open.add(composition);
    return composition;
  }

  private Models models() {
    return Models.of(settings());
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
            new OptionReader(option -> List.of(), environment, SharedOptions.TABLE))
        .read();
  }
}
