package org.pumaguard.models.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.testkit.SampleRegistry;

/** What the metrics of a real cache show. */
class CacheMetricsTest {

  private static final int BYTES = 3 * 5000;

  @TempDir private Path temp;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final CacheMetrics metrics = new CacheMetrics(Tags.of("station", "north"));
  private SampleRegistry published;
  private ModelCache cache;

  @BeforeEach
  void publish() {
    published = SampleRegistry.sized(temp.resolve("www")).fragmented("a.pt", 3, 5000, 1);
    published.single("b.pt", 700, 9).registry();
    cache =
        new CacheFactory(
                FilesystemModule.adapters(new FilesystemSettings(temp.resolve("models")), metrics),
                CacheSettings.DEFAULT)
            .cache(new Location(published.folder().toUri()));
    metrics.observe(cache);
  }

  @Test
  void countsFetchedBytesBySourceAndFetches() {
    metrics.bindTo(meters);
    cache.ensure(ModelName.parse("a.pt"));
    assertEquals(BYTES, sum("pumaguard.fetched"));
    assertEquals(
        1, meters.get("pumaguard.fetches").tag("result", "finished").functionCounter().count());
    cache.ensure(ModelName.parse("a.pt"));
    assertEquals(BYTES, sum("pumaguard.fetched"));
    assertEquals(1, sum("pumaguard.fetches"));
  }

  @Test
  void countsWhatHappenedBeforeItWasBound() {
    cache.ensure(ModelName.parse("a.pt"));
    metrics.bindTo(meters);
    assertEquals(BYTES, sum("pumaguard.fetched"));
    assertEquals(1, sum("pumaguard.fetches"));
  }

  @Test
  void countsFailedFetches() throws IOException {
    metrics.bindTo(meters);
    cache.ensure(ModelName.parse("a.pt"));
    Files.delete(published.folder().resolve("b.pt"));
    assertEquals(
        1,
        cache.ensureAll(List.of()).stream()
            .filter(outcome -> outcome.failure().isPresent())
            .count());
    assertEquals(
        1, meters.get("pumaguard.fetches").tag("result", "failed").functionCounter().count());
  }

  @Test
  void showsTheCacheWithTheTagsOfTheProgram() {
    cache.ensure(ModelName.parse("a.pt"));
    metrics.bindTo(meters);
    assertEquals(1, gauge("pumaguard.models", "state", "cached"));
    assertEquals(1, gauge("pumaguard.models", "state", "missing"));
    assertEquals(BYTES, gauge("pumaguard.cache.bytes", "station", "north"));
    assertThrows(
        MeterNotFoundException.class, () -> gauge("pumaguard.cache.bytes", "station", "south"));
  }

  @Test
  void showsZeroWithoutARegistry() throws IOException {
    Files.delete(published.folder().resolve("model-registry.yaml"));
    metrics.bindTo(meters);
    assertEquals(0, gauge("pumaguard.models", "state", "missing"));
    assertEquals(0, gauge("pumaguard.cache.bytes", "station", "north"));
  }

  private double sum(String name) {
    return meters.get(name).functionCounters().stream().mapToDouble(FunctionCounter::count).sum();
  }

  private double gauge(String name, String tag, String value) {
    return meters.get(name).tag(tag, value).gauge().value();
  }
}
