package org.pumaguard.models.filesystem.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.SampleContent;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.lock.FileLocks;

/** A symbolic link in the cache directory never leads the store out of it. */
class PlantedLinksTest {

  private static final ModelName MODEL = ModelName.parse("model.pt");
  private static final SampleContent CONTENT = new SampleContent("content of the cache");

  @TempDir Path temp;
  private Path outside;
  private CacheLayout layout;
  private ContentStore store;
  private Map<String, String> before = Map.of();

  @BeforeEach
  void fillAPlaceOutside() throws IOException {
    outside = Files.createDirectory(temp.resolve("outside"));
    Files.createDirectories(outside.resolve("v1/blobs"));
    Files.writeString(outside.resolve("precious.txt"), "mine");
    layout = new CacheLayout(Files.createDirectory(temp.resolve("cache")));
    store = FileContentStore.of(layout);
    before = everythingOutside();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".pumaguard", ".pumaguard/v1", ".pumaguard/v1/blobs", ".pumaguard/v1/partials"})
  void commitsNothingThroughALinkedFolder(String folder) throws IOException {
    plantFolder(folder);
    assertThrows(IOException.class, () -> CONTENT.commitTo(store));
    assertEquals(before, everythingOutside());
  }

  @Test
  void publishesNothingThroughALinkedStagingFolder() throws IOException {
    CONTENT.commitTo(store);
    plantFolder(".pumaguard/v1/staging");
    assertThrows(
        IOException.class, () -> store.models().publish(MODEL, CONTENT.sha256(), Optional.empty()));
    assertEquals(before, everythingOutside());
  }

  @Test
  void discardsNothingIntoALinkedTrash() throws IOException {
    CONTENT.commitTo(store);
    plantFolder(".pumaguard/v1/trash");
    assertThrows(IOException.class, () -> store.blobs().discard(CONTENT.sha256()));
    assertEquals(before, everythingOutside());
  }

  @Test
  void followsNoLinkToForeignRecords() throws IOException {
    Path file = Path.of("/elsewhere/model.pt");
    Fingerprint seen = new Fingerprint(1, 2, 3, 4);
    CacheLayout other = new CacheLayout(outside);
    FileContentStore.damaged(other).mark(file, seen, CONTENT.sha256());
    before = everythingOutside();
    Files.createDirectories(layout.root());
    Files.createSymbolicLink(layout.condemned(), other.condemned());
    assertFalse(FileContentStore.damaged(layout).isMarked(file, seen, CONTENT.sha256()));
    assertThrows(
        IOException.class, () -> FileContentStore.damaged(layout).clear(file, CONTENT.sha256()));
    assertThrows(
        IOException.class,
        () -> FileContentStore.damaged(layout).mark(file, seen, CONTENT.sha256()));
    store.inventory().tidy();
    assertEquals(before, everythingOutside());
  }

  @Test
  void takesNoLockThroughALink() throws IOException {
    Files.createDirectories(layout.root());
    Files.createSymbolicLink(layout.locks(), outside.resolve("locks"));
    assertThrows(
        IOException.class,
        () -> new FileLocks(layout).tryAcquire(CacheLock.Key.COLLECTOR, CacheLock.Mode.SHARED));
    assertEquals(before, everythingOutside());
  }

  @Test
  void writesNoPartialThroughALink() throws IOException {
    Files.createDirectories(layout.partials());
    Files.createSymbolicLink(layout.partial(CONTENT.sha256()), outside.resolve("precious.txt"));
    assertThrows(IOException.class, () -> store.partials().open(CONTENT.sha256()));
    assertEquals(before, everythingOutside());
  }

  @Test
  void writesNoJournalThroughALink() throws IOException {
    Files.createDirectories(layout.partials());
    Files.createSymbolicLink(layout.journal(CONTENT.sha256()), outside.resolve("precious.txt"));
    assertThrows(
        IOException.class,
        () -> {
          try (Partial partial = store.partials().open(CONTENT.sha256())) {
            partial.record(Partial.Journal.of(CONTENT.fragment(0, 5)));
          }
        });
    assertEquals(before, everythingOutside());
  }

  @Test
  void aLinkedModelIsNotVisible() throws IOException {
    plantModel();
    assertEquals(Optional.empty(), store.models().find(MODEL));
    assertThrows(IOException.class, () -> store.models().open(MODEL));
  }

  @Test
  void publishingAModelLeavesWhatALinkOfItsNamePointsAt() throws IOException {
    CONTENT.commitTo(store);
    plantModel();
    try {
      store.models().publish(MODEL, CONTENT.sha256(), Optional.empty());
      assertEquals(CONTENT.text(), SampleContent.read(store.models().open(MODEL)));
    } catch (IOException e) {
      assertEquals(Optional.empty(), store.models().find(MODEL));
    }
    assertEquals(before, everythingOutside());
  }

  @Test
  void settingAModelAsideMovesTheLinkAlone() throws IOException {
    plantModel();
    store.models().setAside(MODEL);
    assertEquals(before, everythingOutside());
  }

  @Test
  void unpublishingAModelDeletesTheLinkAlone() throws IOException {
    CONTENT.commitTo(store);
    plantModel();
    store.models().unpublish(MODEL, CONTENT.sha256());
    assertEquals(before, everythingOutside());
  }

  @Test
  void linkedContentIsNotStored() throws IOException {
    Files.createDirectories(layout.blobs().resolve(CONTENT.sha256().hex().substring(0, 2)));
    Files.createSymbolicLink(layout.blob(CONTENT.sha256()), outside.resolve("precious.txt"));
    assertEquals(Optional.empty(), store.blobs().find(CONTENT.sha256()));
    assertThrows(IOException.class, () -> store.blobs().open(CONTENT.sha256()));
  }

  @Test
  void discardsNoPartialThroughALinkedFolder() throws IOException {
    Files.writeString(outside.resolve(CONTENT.sha256().hex()), "mine");
    Files.writeString(outside.resolve(CONTENT.sha256().hex() + ".journal"), "mine");
    before = everythingOutside();
    plantFolder(".pumaguard/v1/partials");
    assertThrows(IOException.class, () -> store.partials().discard(CONTENT.sha256()));
    assertEquals(before, everythingOutside());
  }

  @Test
  void discardsNoContentThroughALinkedFolder() throws IOException {
    String hex = CONTENT.sha256().hex();
    Path folder = Files.createDirectory(outside.resolve(hex.substring(0, 2)));
    Files.writeString(folder.resolve(hex), "mine");
    before = everythingOutside();
    plantFolder(".pumaguard/v1/blobs");
    assertThrows(IOException.class, () -> store.blobs().discard(CONTENT.sha256()));
    assertEquals(before, everythingOutside());
  }

  @Test
  void adoptsNoLinkedModelAndLeavesTheRightsOfItsTarget() throws IOException {
    plantModel();
    assertThrows(IOException.class, () -> store.models().adopt(MODEL, CONTENT.sha256(), false));
    assertEquals(before, everythingOutside());
    assertEquals(Optional.empty(), store.blobs().find(CONTENT.sha256()));
  }

  private void plantFolder(String name) throws IOException {
    Path link = layout.directory().resolve(name);
    Files.createDirectories(link.resolveSibling("x").getParent());
    if (Files.isDirectory(link)) {
      Folders.deleteTree(link);
    }
    Files.createSymbolicLink(link, outside);
  }

  private void plantModel() throws IOException {
    Files.createSymbolicLink(layout.model(MODEL), outside.resolve("precious.txt"));
  }

  private Map<String, String> everythingOutside() throws IOException {
    Map<String, String> everything = new TreeMap<>();
    try (Stream<Path> files = Files.walk(outside, new FileVisitOption[0])) {
      for (Path file : files.toList()) {
        everything.put(
            outside.relativize(file).toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                + (Files.isRegularFile(file) ? Files.readString(file) : ""));
      }
    }
    return everything;
  }
}
