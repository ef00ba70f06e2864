package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.port.store.AdoptionContract;
import org.pumaguard.models.domain.port.store.BatchContract;
import org.pumaguard.models.domain.port.store.BlobIndexContract;
import org.pumaguard.models.domain.port.store.DurabilityContract;
import org.pumaguard.models.domain.port.store.ReaderContract;
import org.pumaguard.models.domain.port.store.StoreFixture;

/**
 * What every {@link ContentStore} does. The contracts of its parts are in the package {@code
 * store}, except those of partials, directories and the inventory.
 */
public interface ContentStoreContract
    extends AdoptionContract,
        BatchContract,
        BlobIndexContract,
        DurabilityContract,
        InventoryContract,
        PartialContract,
        ReaderContract,
        StagedDirectoryContract {

  @Test
  default void readsStoredContentAtAnyOffset() throws IOException {
    ALPHA.commitTo(store());
    try (Content content = store().blobs().open(ALPHA.sha256())) {
      assertEquals(ALPHA.bytes().length, content.size());
      assertEquals("the first", textAt(content, 7, 9));
      assertEquals("content", textAt(content, 17, 99));
      assertEquals(-1, content.read(content.size(), ByteBuffer.allocate(1)));
      assertEquals(-1, content.read(content.size() + 1, ByteBuffer.allocate(1)));
    }
  }

  @Test
  default void discardingKeepsWhatANameShows() throws IOException {
    publish(ONE, ALPHA);
    store().blobs().discard(ALPHA.sha256());
    assertEquals(ALPHA.text(), shown(ONE));
  }

  @Test
  default void setsAsideAFileWithItsBytes() throws IOException {
    plant(ONE, ALPHA);
    Path first = store().models().setAside(ONE);
    plant(ONE, BETA);
    Path second = store().models().setAside(ONE);
    assertEquals(ALPHA.text(), files().readText(first));
    assertEquals(BETA.text(), files().readText(second));
  }

  @Test
  default void namesADirectoryAsAnObstacleAndKeepsIt() throws IOException {
    Path obstacle = store().models().path(ONE);
    files().writeText(obstacle.resolve("mine.txt"), "mine");
    assertTrue(store().models().obstacle(ONE).isPresent());
    assertEquals(Optional.empty(), store().models().find(ONE));
    ALPHA.commitTo(store());
    assertThrows(
        IOException.class, () -> store().models().publish(ONE, ALPHA.sha256(), Optional.empty()));
    assertEquals("mine", files().readText(obstacle.resolve("mine.txt")));
  }

  @Test
  default void anotherProgramFindsTheFileAtItsPath() throws IOException {
    publish(ONE, ALPHA);
    assertEquals(ALPHA.text(), files().readText(store().models().path(ONE)));
  }

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
    assertTrue(store().models().path(ONE).isAbsolute());
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
    assertEquals(
        store().models().find(ONE), Optional.of(StoreFixture.restamped(recorded, restamps)));
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
    assertEquals(
        store().models().find(TWO), Optional.of(StoreFixture.restamped(recorded, restamps)));
  }

  @Test
  default void returnsTheNewFingerprintOnRepublication() throws IOException {
    publish(ONE, ALPHA);
    Fingerprint recorded = store().models().find(ONE).orElseThrow();
    List<FingerprintChange> restamps =
        store().models().publish(ONE, ALPHA.sha256(), Optional.of(ALPHA.sha256())).changes();
    assertEquals(
        store().models().find(ONE), Optional.of(StoreFixture.restamped(recorded, restamps)));
  }

  @Test
  default void takesANameAwayAndKeepsTheContent() throws IOException {
    publish(ONE, ALPHA);
    store().models().publish(TWO, ALPHA.sha256(), Optional.empty());
    Fingerprint recorded = store().models().find(TWO).orElseThrow();
    List<FingerprintChange> restamps = store().models().unpublish(ONE, ALPHA.sha256());
    assertEquals(Optional.empty(), store().models().find(ONE));
    assertEquals(
        store().models().find(TWO), Optional.of(StoreFixture.restamped(recorded, restamps)));
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
  default void setsAsideWhatIsInTheWayAndKeepsIt() throws IOException {
    plant(ONE, ALPHA);
    Fingerprint found = store().models().find(ONE).orElseThrow();
    store().models().setAside(ONE);
    assertEquals(Optional.empty(), store().models().find(ONE));
    publish(ONE, BETA);
    assertNotEquals(found.inode(), store().models().find(ONE).orElseThrow().inode());
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

  private static String textAt(Content content, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    int count = content.read(offset, buffer);
    return new String(buffer.array(), 0, count, StandardCharsets.UTF_8);
  }
}
