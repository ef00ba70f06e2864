package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.UnpackedDirectories.Identity;
import org.pumaguard.models.domain.port.store.StoreFixture;

/** What every {@link ContentStore} does with directories into which archives are unpacked. */
public interface StagedDirectoryContract extends StoreFixture {

  FileName LABELS = FileName.parse("labels");
  ModelName ARCHIVE = ModelName.parse("labels.tar");
  ModelName LABELS_AS_MODEL = ModelName.parse("labels");

  @Test
  default void stagesFreshEmptyDirectories() throws IOException {
    Path first = store().directories().stage();
    Path second = store().directories().stage();
    assertNotEquals(first, second);
    assertEquals(List.of(), files().list(first));
    assertEquals(List.of(), files().list(second));
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
    assertFalse(files().exists(staged));
  }

  @Test
  default void putsADirectoryInThePlaceOfTheFormerOne() throws IOException {
    Path former = stageWith("cats");
    files().writeText(former.resolve("more.txt"), "dogs");
    store().directories().publish(former, LABELS, ARCHIVE);
    store().directories().publish(stageWith("lions"), LABELS, ARCHIVE);
    assertEquals("lions", publishedText());
    assertFalse(files().exists(store().models().path(LABELS_AS_MODEL).resolve("more.txt")));
  }

  @Test
  default void discardsAPublishedDirectoryAndAllInIt() throws IOException {
    Path staged = stageWith("cats");
    files().writeText(staged.resolve("deep/deeper/file.txt"), "x");
    store().directories().publish(staged, LABELS, ARCHIVE);
    store().directories().discard(LABELS);
    assertFalse(store().directories().exists(LABELS));
    assertFalse(files().exists(store().models().path(LABELS_AS_MODEL)));
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
    files().move(published, published.resolveSibling("moved"));
    files().makeDirectory(published);
    assertFalse(store().directories().isUnchanged(LABELS));
  }

  @Test
  default void disownsADirectoryWithForeignFiles() throws IOException {
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    files().writeText(store().models().path(LABELS_AS_MODEL).resolve("mine.txt"), "mine");
    assertFalse(store().directories().isUnchanged(LABELS));
  }

  @Test
  default void remembersTheModelOfADirectory() throws IOException {
    assertEquals(Optional.empty(), store().directories().modelOf(LABELS, Identity.INODE));
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals(Optional.of(ARCHIVE), store().directories().modelOf(LABELS, Identity.INODE));
    files().writeText(store().models().path(LABELS_AS_MODEL).resolve("mine.txt"), "mine");
    assertEquals(Optional.of(ARCHIVE), store().directories().modelOf(LABELS, Identity.INODE));
  }

  /** Its inode may well be the one of the directory that was deleted. */
  @Test
  default void disownsARecreatedDirectory() throws IOException {
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals(Optional.of(ARCHIVE), store().directories().modelOf(LABELS, Identity.INODE));
    Path published = store().models().path(LABELS_AS_MODEL);
    files().delete(published.resolve("labels.txt"));
    files().delete(published);
    files().makeDirectory(published);
    files().writeText(published.resolve("labels.txt"), "cats");
    assertEquals(Optional.empty(), store().directories().modelOf(LABELS, Identity.INODE));
  }

  @Test
  default void saysWhereItHasPutADirectoryThatIsNotItsOwn() throws IOException {
    Path mine = store().models().path(LABELS_AS_MODEL);
    files().writeText(mine.resolve("mine.txt"), "mine");
    Optional<Path> aside = store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals("mine", files().readText(aside.orElseThrow().resolve("mine.txt")));
    assertEquals(Optional.empty(), store().directories().discard(LABELS));
  }

  @Test
  default void discardsAStagedDirectory() throws IOException {
    Path staged = stageWith("cats");
    store().directories().discardStaged(staged);
    assertFalse(files().exists(staged));
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

  @Test
  default void adoptsADirectoryOfAnotherProgram() throws IOException {
    files().writeText(store().models().path(LABELS_AS_MODEL).resolve("labels.txt"), "cats");
    assertFalse(store().directories().isUnchanged(LABELS));
    store().directories().adopt(LABELS, ARCHIVE);
    assertTrue(store().directories().isUnchanged(LABELS));
    assertEquals(Optional.of(ARCHIVE), store().directories().modelOf(LABELS, Identity.INODE));
    assertEquals("cats", publishedText());
    assertEquals(
        Optional.empty(), store().directories().publish(stageWith("dogs"), LABELS, ARCHIVE));
    assertEquals("dogs", publishedText());
  }

  @Test
  default void remembersTheModelOfADirectoryByItsTimesToo() throws IOException {
    assertEquals(Optional.empty(), store().directories().modelOf(LABELS, Identity.INODE_OR_TIMES));
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    assertEquals(
        Optional.of(ARCHIVE), store().directories().modelOf(LABELS, Identity.INODE_OR_TIMES));
  }

  @Test
  default void discardsAChangedDirectoryByMovingIt() throws IOException {
    store().directories().publish(stageWith("cats"), LABELS, ARCHIVE);
    files().writeText(store().models().path(LABELS_AS_MODEL).resolve("mine.txt"), "mine");
    Path aside = store().directories().discard(LABELS).orElseThrow();
    assertEquals("mine", files().readText(aside.resolve("mine.txt")));
    assertFalse(store().directories().exists(LABELS));
  }

  @Test
  default void aFileOfTheNameOfADirectoryStays() throws IOException {
    files().writeText(store().models().path(LABELS_AS_MODEL), "mine");
    Path staged = stageWith("cats");
    assertFalse(store().directories().exists(LABELS));
    assertThrows(IOException.class, () -> store().directories().publish(staged, LABELS, ARCHIVE));
    assertThrows(IOException.class, () -> store().directories().discard(LABELS));
    assertEquals("mine", files().readText(store().models().path(LABELS_AS_MODEL)));
  }

  private Path stageWith(String text) throws IOException {
    Path staged = store().directories().stage();
    files().writeText(staged.resolve("labels.txt"), text);
    return staged;
  }

  private String publishedText() throws IOException {
    return files().readText(store().models().path(LABELS_AS_MODEL).resolve("labels.txt"));
  }
}
