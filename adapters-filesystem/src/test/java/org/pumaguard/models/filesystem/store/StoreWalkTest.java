package org.pumaguard.models.filesystem.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.SampleContent;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/** What a walk makes of files that the store's own calls do not leave. */
class StoreWalkTest {

  private static final ModelName MODEL = ModelName.parse("model.pt");
  private static final SampleContent CONTENT = new SampleContent("content of a model ".repeat(999));

  @TempDir Path temp;
  private CacheLayout layout;
  private ContentStore store;

  @BeforeEach
  void makeStore() throws IOException {
    layout = new CacheLayout(Files.createDirectory(temp.resolve("cache")));
    store = FileContentStore.of(layout);
    CONTENT.commitTo(store, CONTENT.fragment(0, 100), CONTENT.fragment(100, 200));
    store.models().publish(MODEL, CONTENT.sha256(), Optional.empty());
  }

  @Test
  void aStagedLinkOfABlobCountsNoBytes() throws IOException {
    Files.createLink(layout.staging().resolve("x"), layout.blob(CONTENT.sha256()));
    assertEquals(List.of("STAGED 0"), leftovers());
  }

  @Test
  void aFileInTheStagingPlaceMayBeOneThatIsBeingWritten() throws IOException {
    Files.writeString(layout.staging().resolve("x"), "12345");
    assertEquals(List.of("STAGED_FILE 5"), leftovers());
  }

  @Test
  void aJournalWithoutItsPartialAndTrashLieAbout() throws IOException {
    Files.createDirectories(layout.partials());
    Files.writeString(layout.journal(CONTENT.sha256()), "123");
    Files.createDirectories(layout.trash().resolve("tree/below"));
    Files.writeString(layout.trash().resolve("tree/below/file"), "1234567");
    assertEquals(List.of("JOURNAL 3", "TRASH 7"), leftovers());
    for (StoreContents.Leftover leftover : store.inventory().read().leftovers()) {
      store.inventory().discard(leftover);
    }
    assertEquals(List.of(), leftovers());
  }

  @Test
  void linksAreNeitherFollowedNorTakenForWhatTheyPointAt() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "mine");
    Files.createSymbolicLink(layout.directory().resolve("linked.pt"), outside.resolve("precious"));
    Files.createSymbolicLink(layout.directory().resolve("linked"), outside);
    Files.createDirectories(layout.trash());
    Files.createSymbolicLink(layout.trash().resolve("x"), outside);
    StoreContents inventory = store.inventory().read();
    assertEquals(Set.of(MODEL), inventory.visible().keySet());
    assertEquals(Set.of(), inventory.directories().keySet());
    store.inventory().discard(inventory.leftovers().get(0));
    assertFalse(Files.isSymbolicLink(layout.trash().resolve("x")));
    assertEquals("mine", Files.readString(outside.resolve("precious")));
  }

  @Test
  void foldersOfTheCacheThatAreLinksHoldNothingOfIt() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "mine");
    Files.createSymbolicLink(layout.trash(), outside);
    Files.createSymbolicLink(layout.aside(), outside);
    assertEquals(List.of(), leftovers());
  }

  @Test
  void knowsWhatIsInVisibleDirectories() throws IOException {
    Path staged = store.directories().stage();
    Files.writeString(staged.resolve("a"), "123");
    Files.writeString(Files.createDirectory(staged.resolve("b")).resolve("c"), "45");
    store.directories().publish(staged, FileName.parse("labels"), ModelName.parse("labels.tar"));
    assertEquals(Map.of(FileName.parse("labels"), 5L), store.inventory().read().directories());
  }

  @Test
  void worksThroughALinkToTheCacheDirectory() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), layout.directory());
    StoreContents inventory = FileContentStore.of(new CacheLayout(link)).inventory().read();
    assertEquals(Set.of(MODEL), inventory.visible().keySet());
    assertEquals(Set.of(CONTENT.sha256()), inventory.contents().keySet());
  }

  @Test
  void saysOfTheDiskWhatDuSays() throws IOException, InterruptedException {
    Files.writeString(layout.cacheRegistry(), "{}");
    Path staged = store.directories().stage();
    Files.writeString(staged.resolve("a"), "123".repeat(3000));
    store.directories().publish(staged, FileName.parse("labels"), ModelName.parse("labels.tar"));
    assertEquals(du(), store.inventory().read().diskBytes());
  }

  @Test
  void saysOfAPartialWithHolesWhatDuSaysToTheBlock() throws IOException, InterruptedException {
    byte[] mebibyte = new byte[1 << 20];
    SampleContent other = new SampleContent("another");
    try (Partial partial = store.partials().open(other.sha256())) {
      for (long offset : new long[] {0, 3L << 20, 900L << 20}) {
        partial.write(offset, ByteBuffer.wrap(mebibyte));
        partial.force();
        partial.record(
            Partial.Journal.of(
                new FragmentRange(other.sha256(), new ByteRange(offset, mebibyte.length))));
      }
    }
    // A file of several runs may need a block that says where they are.
    long difference = du() - store.inventory().read().diskBytes();
    assertTrue(difference >= 0 && difference <= 8192, () -> "differs by " + difference);
  }

  private List<String> leftovers() throws IOException {
    return store.inventory().read().leftovers().stream()
        .map(leftover -> leftover.kind() + " " + leftover.item().bytes())
        .sorted()
        .collect(Collectors.toList());
  }

  private long du() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("du", "-s", "-B1", layout.directory().toString()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return Long.parseLong(out.substring(0, out.indexOf('\t')));
  }
}
