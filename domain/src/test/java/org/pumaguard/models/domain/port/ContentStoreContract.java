package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.ModelName;

/** What every {@link ContentStore} does with stored content and visible names. */
public interface ContentStoreContract {

  ModelName ONE = ModelName.parse("one.pt");
  ModelName TWO = ModelName.parse("two.pt");
  SampleContent ALPHA = new SampleContent("alpha, the first content");
  SampleContent BETA = new SampleContent("beta, the other content");

  /** What some content consists of; whether that is true is not for a store to say. */
  BlockList BLOCKS =
      new BlockList(
          List.of(ALPHA.fragment(0, 7), ALPHA.fragment(7, 24)),
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
    assertEquals(ALPHA.text(), SampleContent.read(store().blobs().open(ALPHA.sha256())));
    assertEquals(
        Optional.of((long) ALPHA.bytes().length),
        store().blobs().find(ALPHA.sha256()).map(Fingerprint::size));
    assertEquals(Set.of(ALPHA.sha256()), store().blobs().contents());
  }

  @Test
  default void showsNothingBeforeItIsPublished() throws IOException {
    ALPHA.commitTo(store());
    assertEquals(Optional.empty(), store().models().find(ONE));
  }

  @Test
  default void showsPublishedContentUnderItsName() throws IOException {
    publish(ONE, ALPHA);
    assertEquals(ALPHA.text(), SampleContent.read(store().models().open(ONE)));
    assertTrue(store().models().find(ONE).isPresent());
    assertEquals("one.pt", String.valueOf(store().models().path(ONE).getFileName()));
  }

  @Test
  default void refusesToPublishWhatIsNotStored() throws IOException {
    publish(ONE, ALPHA);
    assertThrows(
        IOException.class,
        () -> store().models().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256())));
    assertEquals(ALPHA.text(), SampleContent.read(store().models().open(ONE)));
  }

  @Test
  default void switchesANameToOtherContent() throws IOException {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    store().models().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256()));
    assertEquals(BETA.text(), SampleContent.read(store().models().open(ONE)));
  }

  @Test
  default void keepsTheFormerContentStoredAfterASwitch() throws IOException {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    store().models().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256()));
    assertEquals(ALPHA.text(), SampleContent.read(store().blobs().open(ALPHA.sha256())));
    assertEquals(Set.of(ALPHA.sha256(), BETA.sha256()), store().blobs().contents());
  }

  @Test
  default void openReadersKeepTheFormerContent() throws IOException {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    Content reading = store().models().open(ONE);
    store().models().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256()));
    assertEquals(ALPHA.text(), SampleContent.read(reading));
  }

  @Test
  default void severalNamesShareOneFile() throws IOException {
    publish(ONE, ALPHA);
    store().models().publish(TWO, ALPHA.sha256(), Optional.empty());
    assertEquals(store().models().find(ONE), store().models().find(TWO));
    assertEquals(store().blobs().find(ALPHA.sha256()), store().models().find(ONE));
  }

  @Test
  default void saysHowTheFingerprintOfASharedFileChanged() throws IOException {
    publish(ONE, ALPHA);
    Fingerprint recorded = store().models().find(ONE).orElseThrow();
    List<FingerprintChange> restamps =
        store().models().publish(TWO, ALPHA.sha256(), Optional.empty()).changes();
    assertEquals(store().models().find(ONE), Optional.of(restamped(recorded, restamps)));
  }

  @Test
  default void saysHowTheFileLooksThatItHasPutThere() throws IOException {
    ALPHA.commitTo(store());
    ModelFiles.VisibleFile shown = store().models().publish(ONE, ALPHA.sha256(), Optional.empty());
    assertEquals(store().models().find(ONE), Optional.of(shown.file()));
  }

  @Test
  default void saysHowTheFingerprintOfFormerContentChanged() throws IOException {
    publish(ONE, ALPHA);
    store().models().publish(TWO, ALPHA.sha256(), Optional.empty());
    BETA.commitTo(store());
    Fingerprint recorded = store().models().find(TWO).orElseThrow();
    List<FingerprintChange> restamps =
        store().models().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256())).changes();
    assertEquals(store().models().find(TWO), Optional.of(restamped(recorded, restamps)));
  }

  @Test
  default void returnsTheNewFingerprintOnRepublication() throws IOException {
    publish(ONE, ALPHA);
    Fingerprint recorded = store().models().find(ONE).orElseThrow();
    List<FingerprintChange> restamps =
        store().models().publish(ONE, ALPHA.sha256(), Optional.of(ALPHA.sha256())).changes();
    assertEquals(store().models().find(ONE), Optional.of(restamped(recorded, restamps)));
  }

  @Test
  default void takesANameAwayAndKeepsTheContent() throws IOException {
    publish(ONE, ALPHA);
    store().models().publish(TWO, ALPHA.sha256(), Optional.empty());
    Fingerprint recorded = store().models().find(TWO).orElseThrow();
    List<FingerprintChange> restamps = store().models().unpublish(ONE, ALPHA.sha256());
    assertEquals(Optional.empty(), store().models().find(ONE));
    assertEquals(store().models().find(TWO), Optional.of(restamped(recorded, restamps)));
    assertEquals(ALPHA.text(), SampleContent.read(store().blobs().open(ALPHA.sha256())));
  }

  @Test
  default void storesMendedContentBesideTheFileThatANameShows() throws IOException {
    publish(ONE, ALPHA);
    long former = store().models().find(ONE).orElseThrow().inode();
    ALPHA.commitTo(store());
    assertEquals(former, store().models().find(ONE).orElseThrow().inode());
    assertNotEquals(former, store().blobs().find(ALPHA.sha256()).orElseThrow().inode());
  }

  @Test
  default void adoptsAFileThatIsAlreadyThere() throws IOException {
    plant(ONE, ALPHA);
    Fingerprint found = store().models().find(ONE).orElseThrow();
    ModelFiles.VisibleFile shown = store().models().adopt(ONE, ALPHA.sha256(), false);
    assertEquals(store().models().find(ONE), store().blobs().find(ALPHA.sha256()));
    assertEquals(store().models().find(ONE), Optional.of(shown.file()));
    assertEquals(shown.file(), restamped(found, shown.changes()));
    assertEquals(ALPHA.text(), SampleContent.read(store().models().open(ONE)));
  }

  @Test
  default void adoptingReplacesABlobThatNoNameShows() throws IOException {
    ALPHA.commitTo(store());
    plant(ONE, ALPHA);
    Fingerprint found = store().models().find(ONE).orElseThrow();
    ModelFiles.VisibleFile shown = store().models().adopt(ONE, ALPHA.sha256(), false);
    assertEquals(found.inode(), shown.file().inode());
    assertEquals(Optional.of(shown.file()), store().blobs().find(ALPHA.sha256()));
    assertEquals(Optional.of(shown.file()), store().models().find(ONE));
  }

  @Test
  default void adoptingKeepsABlobThatAnotherNameShows() throws IOException {
    ALPHA.commitTo(store());
    publish(TWO, ALPHA);
    plant(ONE, ALPHA);
    Optional<Fingerprint> stored = store().blobs().find(ALPHA.sha256());
    ModelFiles.VisibleFile shown = store().models().adopt(ONE, ALPHA.sha256(), false);
    assertEquals(stored, store().blobs().find(ALPHA.sha256()));
    assertEquals(Optional.of(shown.file()), store().models().find(ONE));
    assertNotEquals(stored.orElseThrow().inode(), shown.file().inode());
  }

  @Test
  default void anAdoptedFileBecomesTheStoredOneThatIsRight() throws IOException {
    ALPHA.commitTo(store());
    publish(TWO, ALPHA);
    plant(ONE, ALPHA);
    Fingerprint stored = store().blobs().find(ALPHA.sha256()).orElseThrow();
    ModelFiles.VisibleFile shown = store().models().adopt(ONE, ALPHA.sha256(), true);
    assertEquals(stored.inode(), shown.file().inode());
    assertEquals(Optional.of(shown.file()), store().models().find(ONE));
    assertEquals(store().models().find(TWO), Optional.of(restamped(stored, shown.changes())));
  }

  @Test
  default void setsAsideWhatIsInTheWayAndKeepsIt() throws IOException {
    plant(ONE, ALPHA);
    Fingerprint found = store().models().find(ONE).orElseThrow();
    store().models().setAside(ONE);
    assertEquals(Optional.empty(), store().models().find(ONE));
    publish(ONE, BETA);
    assertNotEquals(found.inode(), store().models().find(ONE).orElseThrow().inode());
  }

  @Test
  default void findsAFragmentInsideStoredContent() throws IOException {
    FragmentRange fragment = ALPHA.fragment(7, 16);
    ALPHA.commitTo(store(), ALPHA.fragment(0, 7), fragment);
    assertEquals(
        Optional.of(new BlobRange(ALPHA.sha256(), fragment.range())),
        store().index().locate(fragment.sha256()));
  }

  @Test
  default void findsContentAsAWhole() throws IOException {
    ALPHA.commitTo(store());
    assertEquals(
        Optional.of(new BlobRange(ALPHA.sha256(), new ByteRange(0, ALPHA.bytes().length))),
        store().index().locate(ALPHA.sha256()));
  }

  @Test
  default void findsAFragmentInOtherContentWhenTheFirstIsGone() throws IOException {
    SampleContent longer = new SampleContent("and " + ALPHA.text());
    FragmentRange here = ALPHA.fragment(0, 7);
    ALPHA.commitTo(store(), here);
    longer.commitTo(store(), longer.fragment(4, 11));
    store().blobs().discard(longer.sha256());
    assertEquals(
        Optional.of(new BlobRange(ALPHA.sha256(), here.range())),
        store().index().locate(here.sha256()));
  }

  @Test
  default void findsNoFragmentOfContentThatWasDiscarded() throws IOException {
    FragmentRange fragment = ALPHA.fragment(0, 7);
    ALPHA.commitTo(store(), fragment);
    store().blobs().discard(ALPHA.sha256());
    assertEquals(Optional.empty(), store().index().locate(fragment.sha256()));
    assertEquals(Optional.empty(), store().index().locate(ALPHA.sha256()));
  }

  @Test
  default void discardsContentAndSaysHowLongItWas() throws IOException {
    ALPHA.commitTo(store());
    assertEquals(ALPHA.bytes().length, store().blobs().discard(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().blobs().find(ALPHA.sha256()));
    assertEquals(Set.of(), store().blobs().contents());
    assertEquals(0, store().blobs().discard(ALPHA.sha256()));
  }

  @Test
  default void remembersOfWhatContentConsists() throws IOException {
    ALPHA.commitTo(store());
    store().index().addBlocks(ALPHA.sha256(), BLOCKS);
    assertEquals(Optional.of(BLOCKS), store().index().blocks(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().index().blocks(BETA.sha256()));
  }

  @Test
  default void theLastNoteOfContentCounts() throws IOException {
    ALPHA.commitTo(store());
    store().index().addBlocks(ALPHA.sha256(), BLOCKS);
    BlockList others = new BlockList(List.of(), BLOCKS.sums());
    store().index().addBlocks(ALPHA.sha256(), others);
    assertEquals(Optional.of(others), store().index().blocks(ALPHA.sha256()));
  }

  @Test
  default void keepsNoNoteOfContentThatIsOneBlock() throws IOException {
    ALPHA.commitTo(store());
    store()
        .index()
        .addBlocks(ALPHA.sha256(), new BlockList(List.of(), new BlockSums(24, 0x12345678)));
    assertEquals(Optional.empty(), store().index().blocks(ALPHA.sha256()));
  }

  @Test
  default void forgetsOfWhatDiscardedContentConsisted() throws IOException {
    ALPHA.commitTo(store());
    BETA.commitTo(store());
    store().index().addBlocks(ALPHA.sha256(), BLOCKS);
    store().blobs().discard(ALPHA.sha256());
    assertEquals(Optional.empty(), store().index().blocks(ALPHA.sha256()));
  }

  @Test
  default void knowsNoObstacleWhereAFileIsOrNothing() throws IOException {
    assertEquals(Optional.empty(), store().models().obstacle(ONE));
    plant(ONE, ALPHA);
    assertEquals(Optional.empty(), store().models().obstacle(ONE));
  }

  @Test
  default void readingCreatesNothing() throws IOException {
    assertEquals(Optional.empty(), store().models().find(ONE));
    assertEquals(Optional.empty(), store().models().obstacle(ONE));
    assertEquals(Optional.empty(), store().blobs().find(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().partials().find(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().index().locate(ALPHA.sha256()));
    assertEquals(Optional.empty(), store().index().blocks(ALPHA.sha256()));
    assertEquals(Set.of(), store().blobs().contents());
    assertEquals(Set.of(), store().partials().contents());
    assertThrows(IOException.class, () -> store().models().open(ONE));
    assertThrows(IOException.class, () -> store().blobs().open(ALPHA.sha256()));
    assertTrue(isUntouched());
  }

  private void publish(ModelName name, SampleContent content) throws IOException {
    content.commitTo(store());
    store().models().publish(name, content.sha256(), Optional.empty());
  }

  private static Fingerprint restamped(Fingerprint recorded, List<FingerprintChange> restamps) {
    return restamps.stream()
        .filter(restamp -> restamp.before().equals(recorded))
        .findFirst()
        .map(FingerprintChange::after)
        .orElse(recorded);
  }
}
