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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;

/** What every {@link ContentStore} does with stored content and visible names. */
public interface ContentStoreContract {

  ModelName ONE = ModelName.parse("one.pt");
  ModelName TWO = ModelName.parse("two.pt");
  SampleContent ALPHA = new SampleContent("alpha, the first content");
  SampleContent BETA = new SampleContent("beta, the other content");

  /** What some content consists of; whether that is true is not for a store to say. */
  ContentStore.Blocks BLOCKS =
      new ContentStore.Blocks(
          List.of(ALPHA.piece(0, 7), ALPHA.piece(7, 24)),
          new BlockSums(2L * BlockSums.BLOCK_BYTES + 1, 0, -1, 0x0a0d2020));

  /** The store of the running test; its place does not exist before something is written. */
  ContentStore store();

  /** Whether nothing was ever written to the place of the store. */
  boolean isUntouched();

  /** Puts a file there as somebody else would, not through the store. */
  void plant(ModelName name, SampleContent content) throws IOException;

  @Test
  default void storesWhatIsCommitted() throws IOException {
    ALPHA.commitTo(store());
    assertEquals(ALPHA.text(), SampleContent.read(store().open(ALPHA.sha256())));
    assertEquals(
        Optional.of((long) ALPHA.bytes().length),
        store().stored(ALPHA.sha256()).map(Fingerprint::size));
    assertEquals(Set.of(ALPHA.sha256()), store().contents());
  }

  @Test
  default void showsNothingBeforeItIsPublished() throws IOException {
    ALPHA.commitTo(store());
    assertEquals(Optional.empty(), store().visible(ONE));
  }

  @Test
  default void showsPublishedContentUnderItsName() throws IOException {
    publish(ONE, ALPHA);
    assertEquals(ALPHA.text(), SampleContent.read(store().open(ONE)));
    assertTrue(store().visible(ONE).isPresent());
    assertEquals("one.pt", String.valueOf(store().path(ONE).getFileName()));
  }

  @Test
  default void refusesToPublishWhatIsNotStored() throws IOException {
    publish(ONE, ALPHA);
    assertThrows(
        IOException.class, () -> store().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256())));
    assertEquals(ALPHA.text(), SampleContent.read(store().open(ONE)));
  }

  @Test
  default void switchesANameToOtherContent() throws IOException {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    store().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256()));
    assertEquals(BETA.text(), SampleContent.read(store().open(ONE)));
  }

  @Test
  default void keepsTheFormerContentStoredAfterASwitch() throws IOException {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    store().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256()));
    assertEquals(ALPHA.text(), SampleContent.read(store().open(ALPHA.sha256())));
    assertEquals(Set.of(ALPHA.sha256(), BETA.sha256()), store().contents());
  }

  @Test
  default void openReadersKeepTheFormerContent() throws IOException {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    Content reading = store().open(ONE);
    store().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256()));
    assertEquals(ALPHA.text(), SampleContent.read(reading));
  }

  @Test
  default void severalNamesShareOneFile() throws IOException {
    publish(ONE, ALPHA);
    store().publish(TWO, ALPHA.sha256(), Optional.empty());
    assertEquals(store().visible(ONE), store().visible(TWO));
    assertEquals(store().stored(ALPHA.sha256()), store().visible(ONE));
  }

  @Test
  default void saysHowTheFingerprintOfASharedFileChanged() throws IOException {
    publish(ONE, ALPHA);
    Fingerprint recorded = store().visible(ONE).orElseThrow();
    List<ContentStore.Restamp> restamps =
        store().publish(TWO, ALPHA.sha256(), Optional.empty()).restamps();
    assertEquals(store().visible(ONE), Optional.of(restamped(recorded, restamps)));
  }

  @Test
  default void saysHowTheFileLooksThatItHasPutThere() throws IOException {
    ALPHA.commitTo(store());
    ContentStore.Shown shown = store().publish(ONE, ALPHA.sha256(), Optional.empty());
    assertEquals(store().visible(ONE), Optional.of(shown.file()));
  }

  @Test
  default void saysHowTheFingerprintOfFormerContentChanged() throws IOException {
    publish(ONE, ALPHA);
    store().publish(TWO, ALPHA.sha256(), Optional.empty());
    BETA.commitTo(store());
    Fingerprint recorded = store().visible(TWO).orElseThrow();
    List<ContentStore.Restamp> restamps =
        store().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256())).restamps();
    assertEquals(store().visible(TWO), Optional.of(restamped(recorded, restamps)));
  }

  @Test
  default void returnsTheNewFingerprintOnRepublication() throws IOException {
    publish(ONE, ALPHA);
    Fingerprint recorded = store().visible(ONE).orElseThrow();
    List<ContentStore.Restamp> restamps =
        store().publish(ONE, ALPHA.sha256(), Optional.of(ALPHA.sha256())).restamps();
    assertEquals(store().visible(ONE), Optional.of(restamped(recorded, restamps)));
  }

  @Test
  default void takesANameAwayAndKeepsTheContent() throws IOException {
    publish(ONE, ALPHA);
    store().publish(TWO, ALPHA.sha256(), Optional.empty());
    Fingerprint recorded = store().visible(TWO).orElseThrow();
    List<ContentStore.Restamp> restamps = store().unpublish(ONE, ALPHA.sha256());
    assertEquals(Optional.empty(), store().visible(ONE));
    assertEquals(store().visible(TWO), Optional.of(restamped(recorded, restamps)));
    assertEquals(ALPHA.text(), SampleContent.read(store().open(ALPHA.sha256())));
  }

  @Test
  default void storesMendedContentBesideTheFileThatANameShows() throws IOException {
    publish(ONE, ALPHA);
    long former = store().visible(ONE).orElseThrow().inode();
    ALPHA.commitTo(store());
    assertEquals(former, store().visible(ONE).orElseThrow().inode());
    assertNotEquals(former, store().stored(ALPHA.sha256()).orElseThrow().inode());
  }

  @Test
  default void adoptsAFileThatIsAlreadyThere() throws IOException {
    plant(ONE, ALPHA);
    Fingerprint found = store().visible(ONE).orElseThrow();
    ContentStore.Shown shown = store().adopt(ONE, ALPHA.sha256(), false);
    assertEquals(store().visible(ONE), store().stored(ALPHA.sha256()));
    assertEquals(store().visible(ONE), Optional.of(shown.file()));
    assertEquals(shown.file(), restamped(found, shown.restamps()));
    assertEquals(ALPHA.text(), SampleContent.read(store().open(ONE)));
  }

  @Test
  default void adoptingReplacesABlobThatNoNameShows() throws IOException {
    ALPHA.commitTo(store());
    plant(ONE, ALPHA);
    Fingerprint found = store().visible(ONE).orElseThrow();
    ContentStore.Shown shown = store().adopt(ONE, ALPHA.sha256(), false);
    assertEquals(found.inode(), shown.file().inode());
    assertEquals(Optional.of(shown.file()), store().stored(ALPHA.sha256()));
    assertEquals(Optional.of(shown.file()), store().visible(ONE));
  }

  @Test
  default void adoptingKeepsABlobThatAnotherNameShows() throws IOException {
    ALPHA.commitTo(store());
    publish(TWO, ALPHA);
    plant(ONE, ALPHA);
    Optional<Fingerprint> stored = store().stored(ALPHA.sha256());
    ContentStore.Shown shown = store().adopt(ONE, ALPHA.sha256(), false);
    assertEquals(stored, store().stored(ALPHA.sha256()));
    assertEquals(Optional.of(shown.file()), store().visible(ONE));
    assertNotEquals(stored.orElseThrow().inode(), shown.file().inode());
  }

  @Test
  default void anAdoptedFileBecomesTheStoredOneThatIsRight() throws IOException {
    ALPHA.commitTo(store());
    publish(TWO, ALPHA);
    plant(ONE, ALPHA);
    Fingerprint stored = store().stored(ALPHA.sha256()).orElseThrow();
    ContentStore.Shown shown = store().adopt(ONE, ALPHA.sha256(), true);
    assertEquals(stored.inode(), shown.file().inode());
    assertEquals(Optional.of(shown.file()), store().visible(ONE));
    assertEquals(store().visible(TWO), Optional.of(restamped(stored, shown.restamps())));
  }

  @Test
  default void setsAsideWhatIsInTheWayAndKeepsIt() throws IOException {
    plant(ONE, ALPHA);
    Fingerprint found = store().visible(ONE).orElseThrow();
    store().setAside(ONE);
    assertEquals(Optional.empty(), store().visible(ONE));
    publish(ONE, BETA);
    assertNotEquals(found.inode(), store().visible(ONE).orElseThrow().inode());
  }

  @Test
  default void findsAPieceInsideStoredContent() throws IOException {
    Partial.Piece piece = ALPHA.piece(7, 16);
    ALPHA.commitTo(store(), ALPHA.piece(0, 7), piece);
    assertEquals(
        Optional.of(new ContentStore.Source(ALPHA.sha256(), piece.range())),
        store().locate(piece.sha256()));
  }

  @Test
  default void findsContentAsAWhole() throws IOException {
    ALPHA.commitTo(store());
    assertEquals(
        Optional.of(
            new ContentStore.Source(ALPHA.sha256(), new ByteRange(0, ALPHA.bytes().length))),
        store().locate(ALPHA.sha256()));
  }

  @Test
  default void findsAPieceInOtherContentWhenTheFirstIsGone() throws IOException {
    SampleContent longer = new SampleContent("and " + ALPHA.text());
    Partial.Piece here = ALPHA.piece(0, 7);
    ALPHA.commitTo(store(), here);
    longer.commitTo(store(), longer.piece(4, 11));
    store().discard(longer.sha256());
    assertEquals(
        Optional.of(new ContentStore.Source(ALPHA.sha256(), here.range())),
        store().locate(here.sha256()));
  }

  @Test
  default void findsNoPieceOfContentThatWasDiscarded() throws IOException {
    Partial.Piece piece = ALPHA.piece(0, 7);
    ALPHA.commitTo(store(), piece);
    store().discard(ALPHA.sha256());
    assertEquals(Optional.empty(), store().locate(piece.sha256()));
    assertEquals(Optional.empty(), store().locate(ALPHA.sha256()));
  }

  @Test
  default void discardsContentAndSaysHowLongItWas() throws IOException {
    ALPHA.commitTo(store());
    assertEquals(ALPHA.bytes().length, store().discard(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().stored(ALPHA.sha256()));
    assertEquals(Set.of(), store().contents());
    assertEquals(0, store().discard(ALPHA.sha256()));
  }

  @Test
  default void remembersOfWhatContentConsists() throws IOException {
    ALPHA.commitTo(store());
    store().note(ALPHA.sha256(), BLOCKS);
    assertEquals(Optional.of(BLOCKS), store().blocks(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().blocks(BETA.sha256()));
  }

  @Test
  default void theLastNoteOfContentCounts() throws IOException {
    ALPHA.commitTo(store());
    store().note(ALPHA.sha256(), BLOCKS);
    ContentStore.Blocks others = new ContentStore.Blocks(List.of(), BLOCKS.sums());
    store().note(ALPHA.sha256(), others);
    assertEquals(Optional.of(others), store().blocks(ALPHA.sha256()));
  }

  @Test
  default void keepsNoNoteOfContentThatIsOneBlock() throws IOException {
    ALPHA.commitTo(store());
    store().note(ALPHA.sha256(), new ContentStore.Blocks(List.of(), new BlockSums(24, 0x12345678)));
    assertEquals(Optional.empty(), store().blocks(ALPHA.sha256()));
  }

  @Test
  default void forgetsOfWhatDiscardedContentConsisted() throws IOException {
    ALPHA.commitTo(store());
    BETA.commitTo(store());
    store().note(ALPHA.sha256(), BLOCKS);
    store().discard(ALPHA.sha256());
    assertEquals(Optional.empty(), store().blocks(ALPHA.sha256()));
  }

  @Test
  default void remembersAWrongForeignFileByItsFingerprint() throws IOException {
    Path file = Path.of("/elsewhere/one.pt");
    Fingerprint seen = new Fingerprint(5, 6, 7, 8);
    store().condemn(file, seen, ALPHA.sha256());
    assertTrue(store().isCondemned(file, seen, ALPHA.sha256()));
    assertFalse(store().isCondemned(file, new Fingerprint(5, 6, 9, 8), ALPHA.sha256()));
    assertFalse(store().isCondemned(file, seen, BETA.sha256()), "it may well be that");
    assertFalse(store().isCondemned(Path.of("/elsewhere/two.pt"), seen, ALPHA.sha256()));
    store().acquit(file, ALPHA.sha256());
    assertFalse(store().isCondemned(file, seen, ALPHA.sha256()));
  }

  @Test
  default void forgetsFilesOfElsewhereThatAreGone() throws IOException {
    Path file = Path.of("/elsewhere/one.pt");
    Fingerprint seen = new Fingerprint(5, 6, 7, 8);
    store().condemn(file, seen, ALPHA.sha256());
    store().tidy();
    assertFalse(store().isCondemned(file, seen, ALPHA.sha256()));
  }

  @Test
  default void knowsNoObstacleWhereAFileIsOrNothing() throws IOException {
    assertEquals(Optional.empty(), store().obstacle(ONE));
    plant(ONE, ALPHA);
    assertEquals(Optional.empty(), store().obstacle(ONE));
  }

  @Test
  default void readingCreatesNothing() throws IOException {
    assertEquals(Optional.empty(), store().visible(ONE));
    assertEquals(Optional.empty(), store().obstacle(ONE));
    assertFalse(store().isCondemned(Path.of("/x"), new Fingerprint(1, 2, 3, 4), ALPHA.sha256()));
    store().acquit(Path.of("/x"), ALPHA.sha256());
    assertEquals(Optional.empty(), store().stored(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().onItsWay(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().locate(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().blocks(ALPHA.sha256()));
    assertEquals(Set.of(), store().contents());
    assertEquals(Set.of(), store().partials());
    assertThrows(IOException.class, () -> store().open(ONE));
    assertThrows(IOException.class, () -> store().open(ALPHA.sha256()));
    assertTrue(isUntouched());
  }

  private void publish(ModelName name, SampleContent content) throws IOException {
    content.commitTo(store());
    store().publish(name, content.sha256(), Optional.empty());
  }

  private static Fingerprint restamped(Fingerprint recorded, List<ContentStore.Restamp> restamps) {
    return restamps.stream()
        .filter(restamp -> restamp.before().equals(recorded))
        .findFirst()
        .map(ContentStore.Restamp::after)
        .orElse(recorded);
  }
}
