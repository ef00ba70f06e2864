package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.port.store.StoreFixture;

/** What every {@link ContentStore} says of all that is in it. */
public interface InventoryContract extends StoreFixture {

  ModelName FIRST = ModelName.parse("first.pt");
  ModelName SECOND = ModelName.parse("second.pt");
  SampleContent GAMMA = new SampleContent("gamma, of which there is an inventory");
  SampleContent DELTA = new SampleContent("delta, which comes after gamma");

  @Test
  default void theInventoryOfNothingIsEmptyAndCreatesNothing() throws IOException {
    assertTrue(store().inventory().read().isEmpty());
    assertEquals(0, store().inventory().read().diskBytes());
    assertTrue(isUntouched());
  }

  @Test
  default void theInventoryHasContentAndTheNamesThatShowIt() throws IOException {
    GAMMA.commitTo(store());
    DELTA.commitTo(store());
    store().models().publish(FIRST, GAMMA.sha256(), Optional.empty());
    store().models().publish(SECOND, GAMMA.sha256(), Optional.empty());
    StoreContents inventory = store().inventory().read();
    assertEquals(Set.of(GAMMA.sha256(), DELTA.sha256()), inventory.contents().keySet());
    assertEquals(Set.of(FIRST, SECOND), inventory.visible().keySet());
    StoreContents.Item gamma = item(inventory.contents(), GAMMA.sha256());
    assertEquals(GAMMA.bytes().length, gamma.bytes());
    assertEquals(gamma.identity(), item(inventory.visible(), FIRST).identity());
    assertEquals(gamma.identity(), item(inventory.visible(), SECOND).identity());
    assertNotEquals(gamma.identity(), item(inventory.contents(), DELTA.sha256()).identity());
  }

  @Test
  default void theNamesAreThoseOfAllEntriesAndOfNoneBeforeTheDirectoryExists() throws IOException {
    assertEquals(Set.of(), store().inventory().names());
    assertTrue(isUntouched());
    GAMMA.commitTo(store());
    store().models().publish(FIRST, GAMMA.sha256(), Optional.empty());
    store().models().publish(SECOND, GAMMA.sha256(), Optional.empty());
    Set<String> names = new HashSet<>(store().inventory().names());
    names.removeIf(name -> name.startsWith("."));
    assertEquals(Set.of("first.pt", "second.pt"), names);
  }

  @Test
  default void theInventoryCountsOfAPartialWhatItsJournalSays() throws IOException {
    try (Partial partial = store().partials().open(GAMMA.sha256())) {
      GAMMA.writeTo(partial);
      partial.record(Partial.Journal.of(GAMMA.fragment(0, 4)));
      partial.record(Partial.Journal.of(GAMMA.fragment(2, 6)));
      partial.record(Partial.Journal.of(GAMMA.fragment(10, 13)));
    }
    StoreContents inventory = store().inventory().read();
    assertEquals(Set.of(GAMMA.sha256()), inventory.partials().keySet());
    assertEquals(9, item(inventory.partials(), GAMMA.sha256()).bytes());
    assertFalse(inventory.isEmpty());
  }

  @Test
  default void aPartialWithoutAJournalIsAsLongAsItsFile() throws IOException {
    try (Partial partial = store().partials().open(GAMMA.sha256())) {
      GAMMA.writeTo(partial);
    }
    assertEquals(
        GAMMA.bytes().length, item(store().inventory().read().partials(), GAMMA.sha256()).bytes());
  }

  @Test
  default void stagedContentRemainsUntilDiscarded() throws IOException {
    store().directories().stage();
    StoreContents.Leftover staged = store().inventory().read().leftovers().get(0);
    assertEquals(StoreContents.Kind.STAGED, staged.kind());
    store().inventory().discard(staged);
    assertTrue(store().inventory().read().isEmpty());
    store().inventory().discard(staged);
  }

  @Test
  default void whatWasSetAsideIsNamed() throws IOException {
    GAMMA.commitTo(store());
    store().models().publish(FIRST, GAMMA.sha256(), Optional.empty());
    store().models().setAside(FIRST);
    StoreContents.Leftover aside = store().inventory().read().leftovers().get(0);
    assertEquals(StoreContents.Kind.ASIDE, aside.kind());
    assertTrue(aside.path().endsWith(FIRST.value()), aside::toString);
  }

  @Test
  default void tidyingForgetsOnlyFragmentsOfLostContent() throws IOException {
    FragmentRange here = GAMMA.fragment(0, 5);
    GAMMA.commitTo(store(), here);
    DELTA.commitTo(store(), DELTA.fragment(0, 5));
    store().blobs().discard(DELTA.sha256());
    long before = store().inventory().read().diskBytes();
    store().inventory().tidy();
    assertTrue(store().inventory().read().diskBytes() < before);
    assertTrue(store().index().locate(here.sha256()).isPresent());
    assertEquals(Optional.empty(), store().index().locate(DELTA.fragment(0, 5).sha256()));
  }

  @Test
  default void opensAFileWithTheNameOfAFragment() throws IOException {
    FileName fragment = FileName.parse("first.pt_aa");
    assertTrue(store().inventory().openLeftover(fragment).isEmpty());
    assertTrue(isUntouched());
    plant(ModelName.parse("first.pt_aa"), GAMMA);
    assertEquals(
        GAMMA.text(), SampleContent.read(store().inventory().openLeftover(fragment).orElseThrow()));
    assertTrue(store().inventory().openLeftover(FileName.parse("first.pt_ab")).isEmpty());
  }

  @Test
  default void aDirectoryIsNoLeftoverFragment() throws IOException {
    files().makeDirectory(store().models().path(FIRST));
    assertTrue(store().inventory().openLeftover(FileName.parse("first.pt")).isEmpty());
  }

  @Test
  default void theInventoryHasDirectoriesWithTheirBytes() throws IOException {
    Path staged = store().directories().stage();
    files().writeText(staged.resolve("deep/labels.txt"), "cats");
    store().directories().publish(staged, FileName.parse("labels"), ModelName.parse("labels.tar"));
    StoreContents inventory = store().inventory().read();
    assertEquals(Map.of(FileName.parse("labels"), 4L), inventory.directories());
    assertEquals(Map.of(), inventory.visible());
    assertTrue(store().inventory().names().contains("labels"));
  }

  private static <K> StoreContents.Item item(Map<K, StoreContents.Item> items, K key) {
    return Optional.ofNullable(items.get(key)).orElseThrow();
  }
}
