package org.pumaguard.models.filesystem.records;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;

/** Arbitrary bytes are parsed or refused; parsed entries survive a rewrite. */
class CacheRegistryFuzzTest {

  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private static final String DIGEST = "ab".repeat(32);

  static Stream<Arguments> seeds() {
    String known =
        """
        {"version": "2.0", "created": "2025-10-14T00:00:00Z", "mine": [1], "cached-models": {
        "m.pt": {"sha256": "%s", "size": 3, "version": "1", "cached-at": "2025-10-14T00:00:00Z",
        "source": "s", "unpacked": "d", "pinned": true, "mine": {"a": null},
        "fingerprint": {"mtime": 1, "ctime": 2, "inode": 3},
        "former-versions": [{"sha256": "%s", "cached-at": "2025-10-14T00:00:00Z"}]}}}
        """
            .formatted(DIGEST, DIGEST);
    return Stream.of(known, known.replace("2.0", "3.0"), "{\"cached-models\": [{}]}")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void isParsedOrRefused(byte[] text) throws IOException {
    check(text);
  }

  @Tag("long")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void isParsedOrRefusedAtLength(byte[] text) throws IOException {
    check(text);
  }

  private static void check(byte[] text) throws IOException {
    CacheRegistryJson parsed;
    CacheRegistryJson once;
    try {
      parsed = CacheRegistryJson.parse(text);
      once = CacheRegistryJson.parse(again(parsed));
    } catch (IOException | IllegalArgumentException e) {
      return;
    }
    assertEquals(entries(parsed), entries(once));
    CacheRegistryJson twice = CacheRegistryJson.parse(again(once));
    assertEquals(entries(once), entries(twice));
  }

  private static Map<ModelName, Entry> entries(CacheRegistryJson document) {
    return new RecordTable(document).snapshot();
  }

  private static byte[] again(CacheRegistryJson document) throws IOException {
    return document.with(document.records(), SizeTable.of(document.head()), NOW).text();
  }
}
