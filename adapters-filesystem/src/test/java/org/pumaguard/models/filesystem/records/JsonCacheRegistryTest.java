package org.pumaguard.models.filesystem.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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

class JsonCacheRegistryTest implements CacheRegistryContract {

  private static final ModelName MODEL = ModelName.parse("a.pt");

  @TempDir Path temp;
  private final List<String> warnings = new ArrayList<>();

  @Override
  public CacheRegistry registry() {
    return registry(layout(), "2026-11-22T10:20:30.456Z");
  }

  @Override
  public boolean isUntouched() {
    return !Files.exists(layout().directory());
  }

  @Override
  public void damage() throws IOException {
    Files.writeString(layout().cacheRegistry(), "\0\0\0\0");
  }

  @Test
  void writesTheDocumentedFields() throws IOException {
    write(CacheRegistryContract.fullEntry("a.pt"));
    Map<String, Object> file = json();
    assertEquals("2.0", file.get("version"));
    assertEquals("2026-11-22T10:20:30Z", file.get("created"));
    assertEquals("2026-11-22T10:20:30Z", file.get("last-updated"));
    Map<String, Object> entry = child(child(file, "cached-models"), "a.pt");
    CacheRegistry.Entry written = CacheRegistryContract.fullEntry("a.pt");
    assertEquals(written.sha256().hex(), entry.get("sha256"));
    assertEquals(12, entry.get("size"));
    assertEquals("2025-10-14", entry.get("version"));
    assertEquals("2025-10-14T01:02:03Z", entry.get("cached-at"));
    assertEquals("2025-10-14T01:02:04Z", entry.get("verified-at"));
    assertEquals("2025-10-14T01:02:05Z", entry.get("last-used"));
    assertEquals(written.shown().source(), Optional.ofNullable(entry.get("source")));
  }

  @Test
  void writesAllKeysOfEveryEntry() throws IOException {
    write(CacheRegistryContract.entry("a.pt"));
    assertTrue(
        child(child(json(), "cached-models"), "a.pt")
            .keySet()
            .containsAll(
                Set.of(
                    "sha256",
                    "size",
                    "version",
                    "cached-at",
                    "verified-at",
                    "last-used",
                    "source")));
  }

  @Test
  void keepsCreatedAndSetsLastUpdated() throws IOException {
    write(CacheRegistryContract.entry("a.pt"));
    CacheRegistry later = registry(layout(), "2027-01-01T00:00:00Z");
    later.record(CacheRegistryContract.entry("b.pt"));
    later.flush();
    assertEquals("2026-11-22T10:20:30Z", json().get("created"));
    assertEquals("2027-01-01T00:00:00Z", json().get("last-updated"));
  }

  @Test
  void preservesUnknownKeys() throws IOException {
    write(CacheRegistryContract.entry("a.pt"));
    Map<String, Object> file = json();
    file.put("future", List.of(1, "two"));
    child(child(file, "cached-models"), "a.pt").put("note", "mine");
    put(JSON.std.asString(file));
    CacheRegistry registry = registry();
    registry.record(CacheRegistryContract.entry("b.pt"));
    registry.record(CacheRegistryContract.fullEntry("a.pt"));
    registry.flush();
    assertEquals(List.of(1, "two"), json().get("future"));
    assertEquals("mine", child(child(json(), "cached-models"), "a.pt").get("note"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "not json", "[]", "42", "{\"cached-models\": []}", "\"text\""})
  void reportsAndRebuildsADamagedFile(String text) throws IOException {
    put(text);
    CacheRegistry registry = registry();
    assertEquals(Map.of(), registry.entries());
    assertEquals(1, warnings.size(), warnings::toString);
    registry.record(CacheRegistryContract.entry("a.pt"));
    registry.flush();
    assertEquals(Set.of(MODEL), registry().entries().keySet());
    assertTrue(isKeptAside(text));
    assertEquals(1, warnings.size(), warnings::toString);
  }

  @Test
  void skipsInvalidEntries() throws IOException {
    write(CacheRegistryContract.entry("a.pt"));
    Map<String, Object> file = json();
    Map<String, Object> models = child(file, "cached-models");
    models.put("number.pt", 7);
    models.put("empty.pt", Map.of());
    models.put("digest.pt", Map.of("sha256", "12", "cached-at", "2025-10-14T01:02:03Z"));
    models.put("../name.pt", Map.copyOf(withoutNulls(child(models, "a.pt"))));
    put(JSON.std.asString(file));
    assertEquals(Set.of(MODEL), registry().entries().keySet());
  }

  @Test
  void reportsAMissingFileIfThereIsContent() throws IOException {
    Files.createDirectories(layout().blobs().resolve("ab"));
    assertEquals(Map.of(), registry().entries());
    assertEquals(1, warnings.size(), warnings::toString);
  }

  @Test
  void doesNotWarnOfANewCache() throws IOException {
    write(CacheRegistryContract.entry("a.pt"));
    assertEquals(Map.of(MODEL, CacheRegistryContract.entry("a.pt")), registry().entries());
    assertEquals(List.of(), warnings);
  }

  @Test
  void writesTheFirstRecordAtOnce() throws IOException {
    registry().record(CacheRegistryContract.entry("a.pt"));
    assertEquals(Set.of(MODEL), registry().entries().keySet());
  }

  @Test
  void ignoresANoteThatCannotBeWritten() throws IOException {
    CacheRegistry registry = unwritable();
    registry.note(MODEL, entry -> entry.pinned(true));
    registry.flush();
    assertEquals(List.of(), warnings);
    assertEquals(Map.of(), registry().entries());
  }

  @Test
  void failsIfARecordCannotBeWritten() throws IOException {
    CacheRegistry registry = unwritable();
    assertThrows(
        IOException.class,
        () -> {
          registry.record(CacheRegistryContract.entry("a.pt"));
          registry.flush();
        });
  }

  @Test
  void writesAFailedRecordAtTheNextFlush() throws IOException {
    CacheRegistry registry = unwritable();
    assertThrows(IOException.class, () -> registry.record(CacheRegistryContract.entry("a.pt")));
    Files.delete(obstacle());
    registry.flush();
    assertEquals(Set.of(MODEL), registry().entries().keySet());
  }

  @Test
  void mergesConcurrentWritesOfSeveralInstances() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int writer = i;
        writers.add(
            pool.submit(
                () -> {
                  CacheRegistry registry = registry();
                  for (int j = 0; j < 5; j++) {
                    registry.record(CacheRegistryContract.entry(writer + "-" + j + ".pt"));
                    registry.flush();
                  }
                  return writer;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(20, registry().entries().size());
  }

  @Test
  void leavesNoTemporaryFiles() throws IOException {
    write(CacheRegistryContract.entry("a.pt"));
    try (Stream<Path> entries = Files.list(layout().directory())) {
      assertEquals(
          Set.of(".pumaguard", "model-registry.json"),
          Set.copyOf(entries.map(entry -> String.valueOf(entry.getFileName())).toList()));
    }
    try (Stream<Path> staged = Files.list(layout().staging())) {
      assertEquals(0, staged.count());
    }
  }

  private CacheRegistry registry(CacheLayout layout, String now) {
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
        layout,
        new FileLocks(layout),
        progress,
        Clock.fixed(Instant.parse(now), ZoneOffset.ofHours(9)));
  }

  /** A file in place of a folder also stops root, unlike permissions. */
  private CacheRegistry unwritable() throws IOException {
    Files.createDirectories(layout().directory());
    Files.writeString(obstacle(), "");
    return registry();
  }

  private Path obstacle() {
    return layout().directory().resolve(".pumaguard");
  }

  private void write(CacheRegistry.Entry entry) throws IOException {
    CacheRegistry registry = registry();
    registry.record(entry);
    registry.flush();
  }

  private void put(String text) throws IOException {
    Files.createDirectories(layout().directory());
    Files.writeString(layout().cacheRegistry(), text);
  }

  private Map<String, Object> json() throws IOException {
    return JSON.std.mapFrom(Files.readString(layout().cacheRegistry()));
  }

  private boolean isKeptAside(String text) throws IOException {
    try (Stream<Path> aside = Files.list(layout().aside())) {
      for (Path file : aside.toList()) {
        if (Files.readString(file).equals(text)) {
          return true;
        }
      }
    }
    return false;
  }

  private CacheLayout layout() {
    return new CacheLayout(temp.resolve("cache"));
  }

  private static Map<String, Object> withoutNulls(Map<String, Object> map) {
    map.values().removeIf(value -> value == null);
    return map;
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys.
  private static Map<String, Object> child(Map<String, Object> map, String key) {
    return (Map<String, Object>) Objects.requireNonNull(map.get(key));
  }
}
