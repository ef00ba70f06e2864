package org.pumaguard.models.filesystem.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

/** Cache registries written by other versions or other programs. */
class ForeignCacheRegistryTest {

  private static final ModelName MODEL = ModelName.parse("a.pt");

  @TempDir private Path temp;
  private final List<String> warnings = new ArrayList<>();
  private CacheLayout layout;

  @BeforeEach
  void makeDirectory() throws IOException {
    layout = new CacheLayout(Files.createDirectory(temp.resolve("cache")));
  }

  @Test
  void preservesUnknownKeysAtEveryLevel() throws IOException {
    record("a.pt");
    Map<String, Object> file = json();
    file.put("future", Map.of("list", List.of(1, "two", true)));
    Map<String, Object> entry = child(child(file, "cached-models"), "a.pt");
    entry.put("note", List.of("mine"));
    child(entry, "fingerprint").put("birth", 12_345);
    version(entry).put("why", "it was good");
    child(version(entry), "fingerprint").put("birth", 54_321);
    put(file);

    CacheRegistry registry = registry();
    registry.update(MODEL, before -> before.pinned(!before.pinned()));
    registry.flush();
    Map<String, Object> after = child(child(json(), "cached-models"), "a.pt");
    assertEquals(Map.of("list", List.of(1, "two", true)), json().get("future"));
    assertEquals(List.of("mine"), after.get("note"));
    assertEquals(12_345, child(after, "fingerprint").get("birth"));
    assertEquals("it was good", version(after).get("why"));
    assertEquals(54_321, child(version(after), "fingerprint").get("birth"));
  }

  @Test
  void preservesTheTextOfUnchangedEntries() throws IOException {
    record("a.pt");
    String odd =
        Files.readString(layout.cacheRegistry())
            .replace("\"a.pt\" : {", "\"a.pt\" :   {\n\"ü\":[ 1,2 ],");
    Files.writeString(layout.cacheRegistry(), odd);
    record("b.pt");
    assertTrue(Files.readString(layout.cacheRegistry()).contains("{\n\"ü\":[ 1,2 ],"));
    assertEquals(Set.of("a.pt", "b.pt"), child(json(), "cached-models").keySet());
  }

  @Test
  void preservesWhatANewerVersionWrote() throws IOException {
    record("a.pt");
    Map<String, Object> file = json();
    file.put("version", "3.0");
    Map<String, Object> other = Map.of("digest", "blake3:00", "parts", List.of(1, 2));
    child(file, "cached-models").put("new.pt", other);
    child(file, "cached-models").put("odd.pt", "text");
    put(file);
    assertEquals(Set.of(MODEL), registry().entries().keySet());

    record("b.pt");
    assertEquals("3.0", json().get("version"));
    assertEquals(other, child(json(), "cached-models").get("new.pt"));
    assertEquals("text", child(json(), "cached-models").get("odd.pt"));
    assertEquals(
        Set.of("a.pt", "b.pt", "new.pt", "odd.pt"), child(json(), "cached-models").keySet());
    assertEquals(List.of(), warnings);
    CacheRegistry registry = registry();
    registry.forget(MODEL);
    registry.flush();
    assertEquals(Set.of("b.pt", "new.pt", "odd.pt"), child(json(), "cached-models").keySet());
  }

  @Test
  void doesNotOverwriteAnUnknownStructure() throws IOException {
    String text = "{\"version\": \"3.0\", \"cached-models\": [\"elsewhere\"]}";
    Files.writeString(layout.cacheRegistry(), text);
    assertEquals(Map.of(), registry().entries());
    IOException refused = assertThrows(IOException.class, () -> record("a.pt"));
    assertTrue(String.valueOf(refused.getMessage()).contains("newer version"));
    assertEquals(text, Files.readString(layout.cacheRegistry()));
    assertEquals(List.of(), warnings);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"a.pt\": \"cached\"}",
        "{\"a.pt\": {\"sha256\": 7, \"cached-at\": \"2025-03-04T12:34:56\", \"files\": [[]]}}",
        "[{\"name\": \"a.pt\"}]",
        "null",
        "1e400"
      })
  void toleratesAnyEntriesInThePythonFile(String models) throws IOException {
    Files.writeString(
        layout.pythonRegistry(),
        "{\"version\": \"1.0\", \"created\": \"2025-03-04T12:34:56+00:00\", \"mine\": 1,"
            + " \"cached-models\": "
            + models
            + "}");
    assertEquals(Map.of(), registry().entries());
    assertTrue(Files.exists(layout.pythonRegistry()), "unchanged by reading");
    assertFalse(Files.exists(layout.cacheRegistry()));
    record("a.pt");
    assertEquals("2025-03-04T12:34:56Z", json().get("created"));
    assertEquals("2.0", json().get("version"));
    assertEquals(1, json().get("mine"));
    assertFalse(Files.exists(layout.pythonRegistry()));
    assertEquals(List.of(), warnings);
    assertEquals(Optional.of(CacheRegistryContract.fullEntry("a.pt")), registry().find(MODEL));
  }

  @Test
  void prefersItsOwnFileToThePythonFile() throws IOException {
    record("a.pt");
    Files.writeString(layout.pythonRegistry(), "{\"created\": \"2001-01-01T00:00:00Z\"}");
    record("b.pt");
    assertFalse(String.valueOf(json().get("created")).startsWith("2001"));
    assertTrue(Files.exists(layout.pythonRegistry()));
  }

  @Test
  void doesNotReadThePythonFileThroughALink() throws IOException {
    Path outside =
        Files.writeString(temp.resolve("outside"), "{\"created\": \"2001-01-01T00:00:00Z\"}");
    Files.createSymbolicLink(layout.pythonRegistry(), outside);
    record("a.pt");
    assertFalse(String.valueOf(json().get("created")).startsWith("2001"));
    assertTrue(Files.isSymbolicLink(layout.pythonRegistry()));
  }

  @Test
  void convertsLocalTimeToUtc() throws IOException {
    Files.writeString(
        layout.cacheRegistry(), "{\"created\": \"2025-03-04 12:34:56\", \"cached-models\": {}}");
    record("a.pt");
    assertTrue(String.valueOf(json().get("created")).endsWith("Z"));
  }

  private void record(String name) throws IOException {
    CacheRegistry registry = registry();
    registry.record(CacheRegistryContract.fullEntry(name));
    registry.flush();
  }

  private CacheRegistry registry() {
    Progress progress =
        new Progress() {
          @Override
          public void on(Event event) {}

          @Override
          public void warn(String message) {
            warnings.add(message);
          }
        };
    return new JsonCacheRegistry(layout, new FileLocks(layout), progress, Clock.systemUTC());
  }

  private Map<String, Object> json() throws IOException {
    return JSON.std.mapFrom(Files.readString(layout.cacheRegistry()));
  }

  private void put(Map<String, Object> file) throws IOException {
    Files.writeString(layout.cacheRegistry(), JSON.std.asString(file));
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys.
  private static Map<String, Object> child(Map<String, Object> map, String key) {
    return (Map<String, Object>) Objects.requireNonNull(map.get(key));
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys.
  private static Map<String, Object> version(Map<String, Object> entry) {
    return ((List<Map<String, Object>>) Objects.requireNonNull(entry.get("former-versions")))
        .get(0);
  }
}
