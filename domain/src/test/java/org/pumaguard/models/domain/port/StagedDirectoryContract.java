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
    Path first = store().directories().stage();
    Path second = store().directories().stage();
    assertNotEquals(first, second);
    try (var entries = Files.list(first)) {
      assertEquals(0, entries.count());
    }
    assertTrue(Files.isDirectory(second));
  }

  @Test
  default void aStagedDirectoryIsNotVisible() throws IOException {
    stageWith("cats");
    assertFalse(store().directories().exists(LABELS));
  }

  @Test
  default void publishesAStagedDirectory() throws IOException {
    Path staged = stageWith("cats");
    store().directories().publish(staged, LABELS, ARCHIVE);
    assertTrue(store().directories().exists(LABELS));
    assertEquals("cats", publishedText());
    assertFalse(Files.exists(staged));
  }

  @Test
  default void putsADirectoryInThePlaceOfTheFormerOne() throws IOException {
    Path former = stageWith("cats");
    Files.writeString(former.resolve("more.txt"), "dogs");
    store().directories().publish(former, LABELS, ARCHIVE);
    store().directories().publish(stageWith("lions"), LABELS, ARCHIVE);
    assertEquals("lions", publishedText());
    assertFalse(Files.exists(store().models().path(LABELS_AS_MODEL).resolve("more.txt")));
  }

  @Test
  default void discardsAPublishedDirectoryAndAllInIt() throws IOException {
    Path staged = stageWith("cats");
    Files.createDirectories(staged.resolve("deep/deeper"));
    Files.writeString(staged.resolve("deep/deeper/file.txt"), "x");
    store().directories().publish(staged, LABELS, ARCHIVE);
    store().directories().discard(LABELS);
    assertFalse(store().directories().exists(LABELS));
    assertFalse(Files.exists(store().models().path(LABELS_AS_MODEL)));
  }

  @Test
  default void discardingADirectoryThatIsNotThereIsHarmless() throws IOException {
    store().directories().discard(LABELS);
    assertFalse(store().directories().exists(LABELS));
  }

  @Test
  default void knowsADirectoryThatItHasPublished() throws IOException {
    assertFalse(store().directories().isUnchanged(LABELS));
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    assertTrue(store().directories().isUnchanged(LABELS));
  }

  @Test
  default void doesNotTakeTheDirectoryOfAnotherForItsOwn() throws IOException {
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    Path published = store().models().path(LABELS_AS_MODEL);
    Files.move(published, published.resolveSibling("moved"));
    Files.createDirectory(published);
    assertFalse(store().directories().isUnchanged(LABELS));
  }

  @Test
  default void disownsADirectoryWithForeignFiles() throws IOException {
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    Files.writeString(store().models().path(LABELS_AS_MODEL).resolve("mine.txt"), "mine");
    assertFalse(store().directories().isUnchanged(LABELS));
  }

  @Test
  default void remembersTheModelOfADirectory() throws IOException {
    assertEquals(Optional.empty(), store().directories().modelOf(LABELS));
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals(Optional.of(ARCHIVE), store().directories().modelOf(LABELS));
    Files.writeString(store().models().path(LABELS_AS_MODEL).resolve("mine.txt"), "mine");
    assertEquals(Optional.of(ARCHIVE), store().directories().modelOf(LABELS));
  }

  /** Its inode may well be the one of the directory that was deleted. */
  @Test
  default void disownsARecreatedDirectory() throws IOException {
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals(Optional.of(ARCHIVE), store().directories().modelOf(LABELS));
    Path published = store().models().path(LABELS_AS_MODEL);
    Files.delete(published.resolve("labels.txt"));
    Files.delete(published);
    Files.createDirectory(published);
    Files.writeString(published.resolve("labels.txt"), "cats");
    assertEquals(Optional.empty(), store().directories().modelOf(LABELS));
  }

  @Test
  default void saysWhereItHasPutADirectoryThatIsNotItsOwn() throws IOException {
    Path mine = Files.createDirectories(store().models().path(LABELS_AS_MODEL));
    Files.writeString(mine.resolve("mine.txt"), "mine");
    Optional<Path> aside = store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals("mine", Files.readString(aside.orElseThrow().resolve("mine.txt")));
    assertEquals(Optional.empty(), store().directories().discard(LABELS));
  }

  @Test
  default void discardsAStagedDirectory() throws IOException {
    Path staged = stageWith("cats");
    store().directories().discardStaged(staged);
    assertFalse(Files.exists(staged));
  }

  @Test
  default void refusesToPublishAModelWhereADirectoryIs() throws IOException {
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    SampleContent content = new SampleContent("a model").commitTo(store());
    assertThrows(
        IOException.class,
        () -> store().models().publish(LABELS_AS_MODEL, content.sha256(), Optional.empty()));
    assertEquals("cats", publishedText());
  }

  @Test
  default void aDirectoryIsNoVisibleModel() throws IOException {
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals(Optional.empty(), store().models().find(LABELS_AS_MODEL));
  }

  private Path stageWith(String text) throws IOException {
    Path staged = store().directories().stage();
    Files.writeString(staged.resolve("labels.txt"), text);
    return staged;
  }

  private String publishedText() throws IOException {
    return Files.readString(store().models().path(LABELS_AS_MODEL).resolve("labels.txt"));
  }
}
