package org.pumaguard.models.filesystem.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Entry;
import org.pumaguard.models.domain.port.CacheRegistry.Version;

/** A document is split only if the parser finds the same in it. */
class DocumentScannerTest {

  private static final Instant NOW = Instant.parse("2026-11-30T01:02:03Z");
  private static final int MUTANTS = 4000;

  @Test
  void recognisesWhatThisVersionWrites() throws IOException {
    byte[] text = written(entry("a.pt", 1), entry("b.pt", 2), full("c.pt", 3));

    Optional<DocumentScanner.Parts> parts = DocumentScanner.scan(text);

    assertTrue(parts.isPresent());
    assertEquals(
        List.of(entry("a.pt", 1), entry("b.pt", 2), full("c.pt", 3)),
        parts.get().records().values().stream().map(StoredRecord::entry).toList());
  }

  @Test
  void anUnchangedDocumentIsWrittenAsItWas() throws IOException {
    byte[] text = written(entry("a.pt", 1), full("c.pt", 3), entry("ü.pt", 4));
    CacheRegistryJson document = CacheRegistryJson.parse(text);

    byte[] again = document.with(document.records(), new SizeTable(), NOW).text();

    assertEquals(string(text), string(again));
  }

  @Test
  void aChangedRecordKeepsItsUnknownKeys() throws IOException {
    String text = string(written(entry("a.pt", 1), entry("b.pt", 2)));
    CacheRegistryJson document =
        CacheRegistryJson.parse(bytes(text.replaceFirst("\"size\"", "\"mine\" : 7, \"size\"")));
    RecordTable table = new RecordTable(document);

    table.put(entry("a.pt", 1).pinned(true));

    String changed = string(document.with(table.records(), new SizeTable(), NOW).text());
    assertTrue(changed.contains("\"mine\" : 7"), changed);
    assertTrue(changed.contains("\"pinned\" : true"), changed);
  }

  /** Some are in the form of this version, some are other JSON, most are none. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void findsWhatTheParserFindsInAnyDocument(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] text = written(entry("a.pt", 1), full("b.pt", 2), entry("c.pt", 3));
    int recognised = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutant(text, random);
      recognised += DocumentScanner.scan(mutant).isPresent() ? 1 : 0;
      assertEquals(meaning(mutant, true), meaning(mutant, false), () -> string(mutant));
    }
    assertTrue(recognised > 0 && recognised < MUTANTS);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-30T01:02:03Z, true",
    "2026-11-30T01:02:03.456Z, true",
    "2026-12-31T23:59:59Z, true",
    "2026-11-31T01:02:03Z, false",
    "2026-02-29T01:02:03Z, false",
    "2026-13-01T01:02:03Z, false",
    "2026-00-01T01:02:03Z, false",
    "2026-11-00T01:02:03Z, false",
    "2026-11-30T24:02:03Z, false",
    "2026-11-30T01:60:03Z, false",
    "2026-11-30T01:02:60Z, false",
    "2026-11-30T01:02:03+01:00, false",
  })
  void recognisesOnlyTimesThatExist(String time, boolean exists) throws IOException {
    String text =
        string(written(entry("a.pt", 1)))
            .replaceFirst("verified-at\" : \"[^\"]*", "verified-at\" : \"" + time);
    String record = text.substring(text.indexOf("{\n      \"sha256"));

    assertEquals(exists, new RecordScanner(bytes(record)).end(0) > 0);
    assertEquals(meaning(bytes(text), true), meaning(bytes(text), false));
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "-7, true",
    "8999999999999999999, true",
    "9000000000000000000, false",
    "12345678901234567890, false",
    "01, false",
    "1.5, false",
    "1e3, false",
    "-, false",
    "'', false",
  })
  void recognisesOnlyNumbersThatFit(String number, boolean fits) throws IOException {
    String text =
        string(written(entry("a.pt", 1))).replaceFirst("ctime\" : [-0-9]*", "ctime\" : " + number);
    String record = text.substring(text.indexOf("{\n      \"sha256"));

    assertEquals(fits, new RecordScanner(bytes(record)).end(0) > 0);
    assertEquals(meaning(bytes(text), true), meaning(bytes(text), false));
  }

  @Test
  void leavesAnotherFormToTheParser() {
    for (String text : List.of("", "{}", "{\"cached-models\" : {}}", "[1,\n  \"cached-models\"")) {
      assertFalse(DocumentScanner.scan(bytes(text)).isPresent(), text);
    }
  }

  private static String meaning(byte[] text, boolean isScanned) {
    try {
      CacheRegistryJson document =
          isScanned ? CacheRegistryJson.parse(text) : CacheRegistryJson.parseAll(text);
      return document.head()
          + " "
          + document.others().keySet()
          + " "
          + new RecordTable(document).snapshot()
          + " "
          + document.namesModels();
    } catch (IOException | IllegalArgumentException e) {
      return "damaged";
    }
  }

  /** Replaces, inserts, removes or doubles a few bytes. */
  private static byte[] mutant(byte[] text, SplittableRandom random) {
    String letters = "\"{}[],:\\ \n019aZT-.e";
    StringBuilder mutant = new StringBuilder(string(text));
    for (int i = random.nextInt(2); i >= 0; i--) {
      int at = random.nextInt(mutant.length());
      int end = Math.min(mutant.length(), at + random.nextInt(1, 40));
      char letter = letters.charAt(random.nextInt(letters.length()));
      switch (random.nextInt(4)) {
        case 0 -> mutant.setCharAt(at, letter);
        case 1 -> mutant.insert(at, letter);
        case 2 -> mutant.delete(at, end);
        default -> mutant.insert(at, mutant.substring(at, end));
      }
    }
    return bytes(mutant.toString());
  }

  private static byte[] written(Entry... entries) throws IOException {
    Map<ModelName, StoredRecord> records = new LinkedHashMap<>();
    Arrays.stream(entries)
        .forEach(it -> records.put(it.name(), StoredRecord.of(it, Optional.empty())));
    return CacheRegistryJson.empty().with(records, new SizeTable(), NOW).text();
  }

  private static Entry entry(String name, int number) {
    return new Entry(
        ModelName.parse(name), version(number), NOW, Optional.empty(), false, List.of());
  }

  private static Entry full(String name, int number) {
    return new Entry(
        ModelName.parse(name),
        version(number),
        NOW,
        Optional.of(FileName.parse("unpacked")),
        true,
        List.of(version(number + 100)));
  }

  private static Version version(int number) {
    return new Version(
        Sha256.ofUtf8("content " + number),
        new Fingerprint(number, 1_796_065_175_403_404_270L, -3, number),
        number % 2 == 0 ? Optional.of("2025-10-14") : Optional.empty(),
        NOW.plusMillis(number),
        NOW,
        Optional.of("https://example.org/"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String string(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }
}
