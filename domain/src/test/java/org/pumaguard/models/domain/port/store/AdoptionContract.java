package org.pumaguard.models.domain.port.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.SampleContent;

/** How a store takes over files that other programs put under visible names. */
public interface AdoptionContract extends StoreFixture {

  @Test
  default void keepsTheFileAtANameAsStoredContent() throws IOException {
    plant(ONE, ALPHA);
    Fingerprint found = store().models().find(ONE).orElseThrow();
    List<FingerprintChange> changes = store().blobs().keep(ONE, ALPHA.sha256());
    assertEquals(ALPHA.text(), stored(ALPHA));
    assertEquals(Set.of(ALPHA.sha256()), store().blobs().contents());
    assertEquals(ALPHA.text(), shown(ONE));
    assertEquals(Optional.of(StoreFixture.restamped(found, changes)), store().models().find(ONE));
  }

  @Test
  default void whatWasKeptStaysStoredAfterASwitch() throws IOException {
    plant(ONE, ALPHA);
    store().blobs().keep(ONE, ALPHA.sha256());
    BETA.commitTo(store());
    store().models().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256()));
    assertEquals(ALPHA.text(), stored(ALPHA));
    assertEquals(BETA.text(), shown(ONE));
  }

  /** The stored file was not verified; the one at the name was. */
  @Test
  default void keepingReplacesAStoredFileThatOthersShow() throws IOException {
    try (Partial partial = store().partials().open(ALPHA.sha256())) {
      BETA.writeTo(partial);
      store().blobs().commit(ALPHA.sha256(), partial, List.of());
    }
    store().models().publish(TWO, ALPHA.sha256(), Optional.empty());
    plant(ONE, ALPHA);
    store().blobs().keep(ONE, ALPHA.sha256());
    assertEquals(ALPHA.text(), stored(ALPHA));
    assertEquals(ALPHA.text(), shown(ONE));
    assertEquals(BETA.text(), shown(TWO));
  }

  @Test
  default void keepingReplacesADamagedFileThatNoneShows() throws IOException {
    try (Partial partial = store().partials().open(ALPHA.sha256())) {
      BETA.writeTo(partial);
      store().blobs().commit(ALPHA.sha256(), partial, List.of());
    }
    plant(ONE, ALPHA);
    store().blobs().keep(ONE, ALPHA.sha256());
    assertEquals(ALPHA.text(), stored(ALPHA));
    assertEquals(ALPHA.text(), shown(ONE));
  }

  @Test
  default void adoptsAndKeepsOnlyWhatIsThere() throws IOException {
    assertThrows(IOException.class, () -> store().models().adopt(ONE, ALPHA.sha256(), false));
    assertThrows(IOException.class, () -> store().blobs().keep(ONE, ALPHA.sha256()));
    assertEquals(Set.of(), store().blobs().contents());
  }

  @Test
  default void adoptsAFileThatIsAlreadyThere() throws IOException {
    plant(ONE, ALPHA);
    Fingerprint found = store().models().find(ONE).orElseThrow();
    ModelFiles.VisibleFile shown = store().models().adopt(ONE, ALPHA.sha256(), false);
    assertEquals(store().models().find(ONE), store().blobs().find(ALPHA.sha256()));
    assertEquals(store().models().find(ONE), Optional.of(shown.file()));
    assertEquals(shown.file(), StoreFixture.restamped(found, shown.changes()));
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
    assertEquals(
        store().models().find(TWO), Optional.of(StoreFixture.restamped(stored, shown.changes())));
  }
}
