package org.pumaguard.models.filesystem.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.CacheRegistryContract;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.lock.FileLocks;

/** A damaged cache registry is reported, kept aside and rebuilt. */
class DamagedCacheRegistryTest {

  private static final ModelName MODEL = ModelName.parse("a.pt");

  @TempDir Path temp;
  private final List<String> warnings = new ArrayList<>();
  private CacheLayout layout;

  @BeforeEach
  void makeDirectory() throws IOException {
    layout = new CacheLayout(Files.createDirectory(temp.resolve("cache")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "{} {}", "{} x", "{\"cached-models\": {}}}", "{}\0"})
  void reportsTextThatIsNotASingleObject(String text) throws IOException {
    Files.writeString(layout.cacheRegistry(), text);
    assertEquals(Map.of(), registry().entries());
    assertEquals(1, warnings.size(), warnings::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{} {}", "{} x"})
  void keepsADamagedFileAside(String text) throws IOException {
    Files.writeString(layout.cacheRegistry(), text);
    recordTheModel();
    assertEquals(Set.of(MODEL), registry().entries().keySet());
    assertEquals(text, Files.readString(layout.aside().resolve("model-registry.json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\": 7, \"created\": [], \"cached-models\": \"x\"}",
        "{\"version\": \"2.0\", \"cached-models\": \"x\"}",
        "{\"version\": \"2.0\", \"cached-models\": null}",
        "{\"version\": \"2.0\", \"cached-models\": []}",
        "{\"version\": 7, \"cached-models\": {}}",
        "{\"version\": null, \"cached-models\": {}}",
        "{\"version\": {\"a\": 1}, \"cached-models\": {}}",
        "{\"version\": \"2.0\", \"created\": 5, \"cached-models\": {}}",
        "{\"version\": \"2.0\", \"last-updated\": false, \"cached-models\": {}}",
        "{\"version\": \"2.0\", \"cached-models\": {\"a.pt\": \"x\"}}",
        "{\"version\": \"2.0\", \"cached-models\": {\"a.pt\": null}}",
        "{\"version\": \"2.0\", \"cached-models\": {\"a.pt\": [[[]]]}}",
        "{\"version\": \"2.0\", \"cached-models\": {\"a.pt\": {\"sha256\": 5}}}",
        "{\"version\": \"2.0\", \"cached-models\": {\"../a\": {}}}"
      })
  void setsWrongShapesAside(String text) throws IOException {
    Files.writeString(layout.cacheRegistry(), text);
    recordTheModel();
    assertEquals(1, warnings.size(), warnings::toString);
    assertEquals(Set.of(MODEL), registry().entries().keySet());
    assertEquals(text, Files.readString(layout.aside().resolve("model-registry.json")));
  }

  @Test
  void survivesDeepNesting() throws IOException {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    Files.writeString(
        layout.cacheRegistry(),
        "{\"version\": \"2.0\", \"cached-models\": {\"a.pt\": " + deep + "}}");
    recordTheModel();
    assertEquals(Set.of(MODEL), registry().entries().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "[]", "{\"a.pt\": \"x\"}"})
  void doesNotTouchAFileOfANewerVersion(String models) throws IOException {
    String text = "{\"version\": \"3.0\", \"created\": {}, \"cached-models\": " + models + "}";
    Files.writeString(layout.cacheRegistry(), text);
    if (models.startsWith("{")) {
      recordTheModel();
    } else {
      assertThrows(IOException.class, this::recordTheModel);
      assertEquals(text, Files.readString(layout.cacheRegistry()));
    }
    assertEquals(List.of(), warnings);
    assertTrue(Files.readString(layout.cacheRegistry()).contains("\"3.0\""));
  }

  @Test
  void reportsTheProblemUntilTheFileIsRebuilt() throws IOException {
    assertEquals(Optional.empty(), registry().trouble());
    Files.writeString(layout.cacheRegistry(), "{");
    assertEquals(
        Optional.of("damaged; rebuilt from disk; pins and kept versions are forgotten"),
        registry().trouble());
    recordTheModel();
    assertEquals(Optional.empty(), registry().trouble());
    Files.delete(layout.cacheRegistry());
    Files.createDirectories(layout.blobs().resolve("ab"));
    assertEquals(
        Optional.of("missing; rebuilt from disk; pins and kept versions are forgotten"),
        registry().trouble());
  }

  @Test
  void refusesTrailingText() throws IOException {
    recordTheModel();
    String good = Files.readString(layout.cacheRegistry());
    Files.writeString(layout.cacheRegistry(), good + good);
    assertEquals(Map.of(), registry().entries());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "{} {}"})
  void createsNothingWhenReading(String text) throws IOException {
    Files.writeString(layout.cacheRegistry(), text);
    registry().entries();
    try (Stream<Path> files = Files.list(layout.directory())) {
      assertEquals(List.of(layout.cacheRegistry()), files.toList());
    }
  }

  @Test
  void doesNotReadThroughALink() throws IOException {
    plantLinkToAGoodRegistry();
    assertEquals(Map.of(), registry().entries());
  }

  @Test
  void doesNotWriteThroughALink() throws IOException {
    Path outside = plantLinkToAGoodRegistry();
    String before = Files.readString(outside);
    IOException refusal = assertThrows(IOException.class, this::recordTheModel);
    assertTrue(
        String.valueOf(refusal.getMessage()).startsWith(layout.cacheRegistry() + ": "),
        refusal::getMessage);
    assertEquals(before, Files.readString(outside));
    assertEquals(outside, Files.readSymbolicLink(layout.cacheRegistry()));
  }

  private Path plantLinkToAGoodRegistry() throws IOException {
    CacheLayout other = new CacheLayout(temp.resolve("outside"));
    CacheRegistry registry = registry(other);
    registry.record(CacheRegistryContract.entry("b.pt"));
    registry.flush();
    Files.createSymbolicLink(layout.cacheRegistry(), other.cacheRegistry());
    return other.cacheRegistry();
  }

  private void recordTheModel() throws IOException {
    CacheRegistry registry = registry();
    registry.record(CacheRegistryContract.entry("a.pt"));
    registry.flush();
  }

  private CacheRegistry registry() {
    return registry(layout);
  }

  private CacheRegistry registry(CacheLayout of) {
    Progress progress =
        new Progress() {
          @Override
          public void on(Event event) {}

          @Override
          public void warn(String message) {
            warnings.add(message);
          }
        };
    return new JsonCacheRegistry(
        of,
        new FileLocks(of),
        progress,
        Clock.fixed(Instant.parse("2026-11-22T10:20:30Z"), ZoneOffset.UTC));
  }
}
