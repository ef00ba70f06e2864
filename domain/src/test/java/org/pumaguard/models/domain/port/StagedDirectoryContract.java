package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;

/** What every {@link ContentStore} does with directories into which archives are unpacked. */
public interface StagedDirectoryContract {

  FileName LABELS = FileName.parse("labels");
  ModelName ARCHIVE = ModelName.parse("labels.tar");
  ModelName LABELS_AS_MODEL = ModelName.parse("labels");

  /** The store of the running test. */
  ContentStore store();

  @Test
  default void stagesFreshEmptyDirectories() throws IOException {
    Path first = store().stage();
    Path second = store().stage();
    assertNotEquals(first, second);
    try (var entries = Files.list(first)) {
      assertEquals(0, entries.count());
    }
    assertTrue(Files.isDirectory(second));
  }

  @Test
  default void aStagedDirectoryIsNotVisible() throws IOException {
    stageWith("cats");
    assertFalse(store().hasDirectory(LABELS));
  }

  @Test
  default void publishesAStagedDirectory() throws IOException {
    Path staged = stageWith("cats");
    store().publishDirectory(staged, LABELS, ARCHIVE);
    assertTrue(store().hasDirectory(LABELS));
    assertEquals("cats", publishedText());
    assertFalse(Files.exists(staged));
  }

  @Test
  default void putsADirectoryInThePlaceOfTheFormerOne() throws IOException {
    Path former = stageWith("cats");
    Files.writeString(former.resolve("more.txt"), "dogs");
    store().publishDirectory(former, LABELS, ARCHIVE);
    store().publishDirectory(stageWith("lions"), LABELS, ARCHIVE);
    assertEquals("lions", publishedText());
    assertFalse(Files.exists(store().path(LABELS_AS_MODEL).resolve("more.txt")));
  }

  @Test
  default void discardsAPublishedDirectoryAndAllInIt() throws IOException {
    Path staged = stageWith("cats");
    Files.createDirectories(staged.resolve("deep/deeper"));
    Files.writeString(staged.resolve("deep/deeper/file.txt"), "x");
    store().publishDirectory(staged, LABELS, ARCHIVE);
    store().discardDirectory(LABELS);
    assertFalse(store().hasDirectory(LABELS));
    assertFalse(Files.exists(store().path(LABELS_AS_MODEL)));
  }

  @Test
  default void discardingADirectoryThatIsNotThereIsHarmless() throws IOException {
    store().discardDirectory(LABELS);
    assertFalse(store().hasDirectory(LABELS));
  }

  @Test
  default void knowsADirectoryThatItHasPublished() throws IOException {
    assertFalse(store().hasPublished(LABELS));
    store().publishDirectory(stageWith("cats"), LABELS, ARCHIVE);
    assertTrue(store().hasPublished(LABELS));
  }

  @Test
  default void doesNotTakeTheDirectoryOfAnotherForItsOwn() throws IOException {
    store().publishDirectory(stageWith("cats"), LABELS, ARCHIVE);
    Path published = store().path(LABELS_AS_MODEL);
    Files.move(published, published.resolveSibling("moved"));
    Files.createDirectory(published);
    assertFalse(store().hasPublished(LABELS));
  }

  @Test
  default void disownsADirectoryWithForeignFiles() throws IOException {
    store().publishDirectory(stageWith("cats"), LABELS, ARCHIVE);
    Files.writeString(store().path(LABELS_AS_MODEL).resolve("mine.txt"), "mine");
    assertFalse(store().hasPublished(LABELS));
  }

  @Test
  default void remembersTheModelOfADirectory() throws IOException {
    assertEquals(Optional.empty(), store().unpackedFrom(LABELS));
    store().publishDirectory(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals(Optional.of(ARCHIVE), store().unpackedFrom(LABELS));
    Files.writeString(store().path(LABELS_AS_MODEL).resolve("mine.txt"), "mine");
    assertEquals(Optional.of(ARCHIVE), store().unpackedFrom(LABELS));
  }

  /** Its inode may well be the one of the directory that was deleted. */
  @Test
  default void disownsARecreatedDirectory() throws IOException {
    store().publishDirectory(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals(Optional.of(ARCHIVE), store().unpackedFrom(LABELS));
    Path published = store().path(LABELS_AS_MODEL);
    Files.delete(published.resolve("labels.txt"));
    Files.delete(published);
    Files.createDirectory(published);
    Files.writeString(published.resolve("labels.txt"), "cats");
    assertEquals(Optional.empty(), store().unpackedFrom(LABELS));
  }

  @Test
  default void saysWhereItHasPutADirectoryThatIsNotItsOwn() throws IOException {
    Path mine = Files.createDirectories(store().path(LABELS_AS_MODEL));
    Files.writeString(mine.resolve("mine.txt"), "mine");
    Optional<Path> aside = store().publishDirectory(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals("mine", Files.readString(aside.orElseThrow().resolve("mine.txt")));
    assertEquals(Optional.empty(), store().discardDirectory(LABELS));
  }

  @Test
  default void discardsAStagedDirectory() throws IOException {
    Path staged = stageWith("cats");
    store().discardStaged(staged);
    assertFalse(Files.exists(staged));
  }

  @Test
  default void refusesToPublishAModelWhereADirectoryIs() throws IOException {
    store().publishDirectory(stageWith("cats"), LABELS, ARCHIVE);
    SampleContent content = new SampleContent("a model").commitTo(store());
    assertThrows(
        IOException.class,
        () -> store().publish(LABELS_AS_MODEL, content.sha256(), Optional.empty()));
    assertEquals("cats", publishedText());
  }

  @Test
  default void aDirectoryIsNoVisibleModel() throws IOException {
    store().publishDirectory(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals(Optional.empty(), store().visible(LABELS_AS_MODEL));
  }

  private Path stageWith(String text) throws IOException {
    Path staged = store().stage();
    Files.writeString(staged.resolve("labels.txt"), text);
    return staged;
  }

  private String publishedText() throws IOException {
    return Files.readString(store().path(LABELS_AS_MODEL).resolve("labels.txt"));
  }
}
