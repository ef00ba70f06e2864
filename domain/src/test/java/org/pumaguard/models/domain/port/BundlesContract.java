package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Bundles.Draft;
import org.pumaguard.models.domain.port.Bundles.Entry;
import org.pumaguard.models.domain.port.Bundles.Malformed;
import org.pumaguard.models.domain.port.Bundles.Reading;

/** What every {@link Bundles} does. */
public interface BundlesContract {

  Sha256 DIGEST = Sha256.ofUtf8("content");

  /** The adapter to be tested. */
  Bundles bundles();

  /** The path of a file with a name that bundles can have, in an existing directory. */
  Path bundle(String stem) throws IOException;

  /** The files of the same disk. */
  PlainFiles files();

  @Test
  default void readsWhatWasWritten() throws IOException {
    Path file = bundle("written");
    Map<String, String> entries = sample();
    long length = write(file, entries);
    assertEquals(files().read(file).length, length);
    assertEquals(entries, read(file));
  }

  @Test
  default void theSameEntriesGiveTheSameBytes() throws IOException {
    write(bundle("first"), sample());
    write(bundle("second"), sample());
    assertArrayEquals(files().read(bundle("first")), files().read(bundle("second")));
  }

  @Test
  default void nothingHasTheNameUntilItIsPublished() throws IOException {
    Path file = bundle("draft");
    try (Draft draft = bundles().draft(file)) {
      put(draft, Bundles.REGISTRY, "text");
      assertFalse(files().exists(file));
    }
    assertFalse(files().exists(file));
    Path folder = Objects.requireNonNull(file.getParent());
    assertTrue(files().list(folder).stream().noneMatch(name -> name.contains("draft")));
  }

  @Test
  default void anUnpublishedDraftKeepsTheFormerBundle() throws IOException {
    Path file = bundle("kept");
    write(file, sample());
    try (Draft draft = bundles().draft(file)) {
      put(draft, Bundles.REGISTRY, "text");
    }
    assertEquals(sample(), read(file));
  }

  @Test
  default void passesOverTheRestOfAnEntry() throws IOException {
    Path file = bundle("skipped");
    write(file, sample());
    try (Reading reading = bundles().open(file)) {
      assertEquals(Optional.of(Bundles.REGISTRY), reading.next().map(Entry::name));
      assertEquals(1, reading.read(ByteBuffer.allocate(1)));
      assertEquals(Optional.of(Bundles.CONTENTS + DIGEST.hex()), reading.next().map(Entry::name));
    }
  }

  @Test
  default void beginsAgain() throws IOException {
    Path file = bundle("again");
    write(file, sample());
    try (Reading first = bundles().open(file)) {
      assertEquals(Optional.of(Bundles.REGISTRY), first.next().map(Entry::name));
      assertEquals(1, first.read(ByteBuffer.allocate(1)));
      try (Reading again = first.again().orElseThrow()) {
        assertEquals(Optional.of(Bundles.REGISTRY), again.next().map(Entry::name));
        assertEquals(7, again.read(ByteBuffer.allocate(7)));
      }
      assertEquals(Optional.of(Bundles.CONTENTS + DIGEST.hex()), first.next().map(Entry::name));
    }
  }

  @Test
  default void refusesATruncatedBundle() throws IOException {
    Path file = bundle("truncated");
    write(file, sample());
    byte[] whole = files().read(file);
    int inTheContent = new String(whole, StandardCharsets.ISO_8859_1).indexOf("content of");
    files().write(file, Arrays.copyOf(whole, inTheContent + 5));
    assertThrows(Malformed.class, () -> read(file));
  }

  @Test
  default void refusesABundleThatEndsInAName() throws IOException {
    Path file = bundle("headless");
    write(file, sample());
    byte[] whole = files().read(file);
    int inTheName = new String(whole, StandardCharsets.ISO_8859_1).indexOf(Bundles.CONTENTS);
    files().write(file, Arrays.copyOf(whole, inTheName + 5));
    assertThrows(Malformed.class, () -> read(file));
  }

  @Test
  default void tellsThatTheFileCannotBeRead() throws IOException {
    Path missing = bundle("missing");
    assertThrows(
        FileSystemException.class,
        () -> {
          try (Reading reading = bundles().open(missing)) {
            reading.next();
          }
        });
  }

  @Test
  default void canWriteToNamesOfItsFormat() throws IOException {
    assertTrue(bundles().canWrite(bundle("a")));
    assertFalse(bundles().canWrite(Path.of("a.docx")));
  }

  @Test
  default void listsTheContentsOfABundle() throws IOException {
    Path file = bundle("listed");
    write(file, sample());
    assertEquals(Set.of(DIGEST), bundles().listed(file));
  }

  @Test
  default void listsLinesThatBeginWithADigest() throws IOException {
    Path list = bundle("list").resolveSibling("SHA256SUMS");
    files().writeText(list, DIGEST.hex() + "  a.pt\n");
    assertEquals(Set.of(DIGEST), bundles().listed(list));
  }

  @Test
  default void refusesAListOfSomethingElse() throws IOException {
    Path list = bundle("list").resolveSibling("notes.txt");
    files().writeText(list, "no digests\n");
    assertThrows(Malformed.class, () -> bundles().listed(list));
  }

  private static Map<String, String> sample() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(Bundles.REGISTRY, "schema: 2\nmodels: {a.pt: {sha256: " + DIGEST + "}}\n");
    entries.put(Bundles.CONTENTS + DIGEST.hex(), "content of some length. ".repeat(1000));
    return entries;
  }

  private long write(Path file, Map<String, String> entries) throws IOException {
    try (Draft draft = bundles().draft(file)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        put(draft, entry.getKey(), entry.getValue());
      }
      return draft.publish();
    }
  }

  private static void put(Draft draft, String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    draft.begin(new Entry(name, bytes.length));
    draft.write(ByteBuffer.wrap(bytes));
  }

  private Map<String, String> read(Path file) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (Reading reading = bundles().open(file)) {
      for (Optional<Entry> next = reading.next(); next.isPresent(); next = reading.next()) {
        ByteBuffer bytes = ByteBuffer.allocate((int) next.get().size() + 1);
        for (int count = reading.read(bytes); count >= 0; count = reading.read(bytes)) {
          assertTrue(count > 0, "a read without bytes is not the end");
        }
        entries.put(
            next.get().name(),
            new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }
}
