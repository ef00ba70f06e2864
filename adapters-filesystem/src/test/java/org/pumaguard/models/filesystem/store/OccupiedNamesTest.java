package org.pumaguard.models.filesystem.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.SampleContent;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/** What somebody else put where a model or a directory has to be is refused, and stays. */
class OccupiedNamesTest {

  private static final ModelName MODEL = ModelName.parse("model.pt");
  private static final FileName DIRECTORY = FileName.parse("labels");
  private static final SampleContent CONTENT = new SampleContent("content of the cache");

  @TempDir Path temp;
  private CacheLayout layout;
  private ContentStore store;

  @BeforeEach
  void storeContent() throws IOException {
    layout = new CacheLayout(temp.resolve("cache"));
    store = FileContentStore.of(layout);
    CONTENT.commitTo(store);
  }

  @Test
  void publishesNoDirectoryWhereAFileIs() throws IOException {
    Path precious = Files.writeString(layout.unpacked(DIRECTORY), "mine");
    Path staged = store.directories().stage();
    assertThrows(
        IOException.class,
        () -> store.directories().publish(staged, DIRECTORY, ModelName.parse("labels.tar")));
    assertEquals("mine", Files.readString(precious));
  }

  @Test
  void discardsNoFileInPlaceOfADirectory() throws IOException {
    Path precious = Files.writeString(layout.unpacked(DIRECTORY), "mine");
    assertThrows(IOException.class, () -> store.directories().discard(DIRECTORY));
    assertEquals("mine", Files.readString(precious));
  }

  @Test
  void publishesNoDirectoryWhereALinkToOneIs() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Path link = Files.createSymbolicLink(layout.unpacked(DIRECTORY), outside);
    Path staged = store.directories().stage();
    assertThrows(
        IOException.class,
        () -> store.directories().publish(staged, DIRECTORY, ModelName.parse("labels.tar")));
    assertEquals(outside, Files.readSymbolicLink(link));
  }

  @Test
  void publishesNoModelWhereAPipeIs() throws Exception {
    Path pipe = layout.model(MODEL);
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertThrows(
        IOException.class, () -> store.models().publish(MODEL, CONTENT.sha256(), Optional.empty()));
    assertTrue(
        Files.readAttributes(pipe, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther());
  }

  @Test
  void publishesNoModelWhereALinkIs() throws IOException {
    Path outside = Files.writeString(temp.resolve("outside.txt"), "mine");
    Path link = Files.createSymbolicLink(layout.model(MODEL), outside);
    assertThrows(
        IOException.class, () -> store.models().publish(MODEL, CONTENT.sha256(), Optional.empty()));
    assertEquals(outside, Files.readSymbolicLink(link));
    assertEquals("mine", Files.readString(outside));
  }

  @Test
  void publishesNoModelWhereALinkToNothingIs() throws IOException {
    Path nothing = temp.resolve("nothing");
    Path link = Files.createSymbolicLink(layout.model(MODEL), nothing);
    assertThrows(
        IOException.class, () -> store.models().publish(MODEL, CONTENT.sha256(), Optional.empty()));
    assertEquals(nothing, Files.readSymbolicLink(link));
  }
}
