package org.pumaguard.models.filesystem.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.SampleContent;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/** What a crash or a hostile hand left in a journal costs no fragment that is good. */
class JournalTest {

  private static final SampleContent CONTENT = new SampleContent("content that comes in parts");
  private static final FragmentRange FIRST = CONTENT.fragment(0, 10);
  private static final FragmentRange SECOND = CONTENT.fragment(10, 20);

  @TempDir Path temp;
  private CacheLayout layout;
  private ContentStore store;

  @BeforeEach
  void confirmTheFirstFragment() throws IOException {
    layout = new CacheLayout(temp.resolve("cache"));
    store = FileContentStore.of(layout);
    try (Partial partial = store.partials().open(CONTENT.sha256())) {
      CONTENT.writeTo(partial);
      partial.record(Partial.Journal.of(FIRST));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s 1", "%s 10 10", "%s", "x", "%s 10 10\n%s 1"})
  void recordsAFragmentAfterATornLine(String torn) throws IOException {
    append(torn.replace("%s", CONTENT.fragment(3, 9).sha256().hex()));
    try (Partial again = store.partials().open(CONTENT.sha256())) {
      again.record(Partial.Journal.of(SECOND));
    }
    List<FragmentRange> confirmed = confirmed();
    assertEquals(FIRST, confirmed.get(0));
    assertEquals(SECOND, confirmed.get(confirmed.size() - 1));
  }

  @Test
  void bothFragmentsAroundATornLineAreKept() throws IOException {
    append(SECOND.sha256().hex() + " 1");
    try (Partial again = store.partials().open(CONTENT.sha256())) {
      again.record(Partial.Journal.of(SECOND));
    }
    assertEquals(List.of(FIRST, SECOND), confirmed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775807 9223372036854775807",
        "9223372036854775807 1",
        "1 9223372036854775807",
        "4611686018427387904 4611686018427387904",
        "0 9223372036854775807",
        "0 18446744073709551617"
      })
  void aLineWhoseRangeIsBeyondAllFilesDoesNotCount(String range) throws IOException {
    append(SECOND.sha256().hex() + " " + range + "\n");
    assertEquals(List.of(FIRST), confirmed());
  }

  @Test
  void ignoresEntriesFromBeforeTheLastBoot() throws IOException {
    Partial.Unfinished begun = begun(5);
    try (Partial partial = store.partials().open(CONTENT.sha256())) {
      partial.noteUntilRestart(List.of(begun));
    }
    assertEquals(List.of(begun), begun());

    Path journal = layout.journal(CONTENT.sha256());
    String text = Files.readString(journal);
    Files.writeString(
        journal,
        text.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}\n", "00000000-0000-4000-8000-000000000000\n"));
    assertEquals(List.of(), begun());
    assertEquals(List.of(FIRST), confirmed());
  }

  @Test
  void aTornNoteDoesNotCountAndHidesNothing() throws IOException {
    try (Partial partial = store.partials().open(CONTENT.sha256())) {
      partial.record(Partial.Journal.of(List.of(begun(5))));
      partial.record(Partial.Journal.of(List.of(begun(7))));
    }
    Path journal = layout.journal(CONTENT.sha256());
    byte[] bytes = Files.readAllBytes(journal);
    for (int cut = 1; cut < 60; cut++) {
      Files.write(journal, Arrays.copyOf(bytes, bytes.length - cut));
      assertEquals(List.of(begun(5)), begun(), "cut by " + cut);
    }
  }

  @Test
  void aNoteOfBytesThatTheFileDoesNotHaveDoesNotCount() throws IOException {
    try (Partial partial = store.partials().open(CONTENT.sha256())) {
      partial.record(Partial.Journal.of(List.of(begun(5))));
      partial.truncate(14);
    }
    assertEquals(List.of(), begun());
  }

  /** A force of the process before may have failed: the bytes are then only in the page cache. */
  @Test
  void writesBytesAgainThatWereNotForced() throws IOException {
    try (Partial partial = store.partials().open(CONTENT.sha256())) {
      partial.noteUntilRestart(List.of(begun(5)));
    }
    assertTrue(isWrittenWhenOpened());
    try (Partial partial = store.partials().open(CONTENT.sha256())) {
      partial.record(Partial.Journal.of(List.of(begun(5))));
      assertEquals(CONTENT.text(), SampleContent.read(partial));
    }
    assertFalse(isWrittenWhenOpened());
    try (Partial partial = store.partials().open(CONTENT.sha256())) {
      partial.record(Partial.Journal.of(List.of(begun(0))));
      partial.noteUntilRestart(List.of(begun(5)));
    }
    assertTrue(isWrittenWhenOpened(), "it was overwritten after it was forced");
  }

  private boolean isWrittenWhenOpened() throws IOException {
    Path file = layout.partial(CONTENT.sha256());
    FileTime before = FileTime.fromMillis(1000);
    Files.setLastModifiedTime(file, before);
    store.partials().open(CONTENT.sha256()).close();
    return !Files.getLastModifiedTime(file).equals(before);
  }

  private static Partial.Unfinished begun(long bytes) {
    return new Partial.Unfinished(
        SECOND.sha256(),
        10,
        10,
        new ByteRange(0, bytes),
        CONTENT.sha256(),
        Optional.of("\"a tag\" é"));
  }

  private List<Partial.Unfinished> begun() throws IOException {
    try (Partial again = store.partials().open(CONTENT.sha256())) {
      return again.journal().unfinished();
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(layout.journal(CONTENT.sha256()), text, StandardOpenOption.APPEND);
  }

  private List<FragmentRange> confirmed() throws IOException {
    try (Partial again = store.partials().open(CONTENT.sha256())) {
      return again.journal().verified();
    }
  }
}
