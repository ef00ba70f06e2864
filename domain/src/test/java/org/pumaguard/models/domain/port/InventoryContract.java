package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.ModelName;

/** What every {@link ContentStore} says of all that is in it. */
public interface InventoryContract {

  ModelName FIRST = ModelName.parse("first.pt");
  ModelName SECOND = ModelName.parse("second.pt");
  SampleContent GAMMA = new SampleContent("gamma, of which there is an inventory");
  SampleContent DELTA = new SampleContent("delta, which comes after gamma");

  /** The store of the running test; its place does not exist before something is written. */
  ContentStore store();

  /** Whether nothing was ever written to the place of the store. */
  boolean isUntouched();

  @Test
  default void theInventoryOfNothingIsEmptyAndCreatesNothing() throws IOException {
    assertTrue(store().inventory().isEmpty());
    assertEquals(0, store().inventory().diskBytes());
    assertTrue(isUntouched());
  }

  @Test
  default void theInventoryHasContentAndTheNamesThatShowIt() throws IOException {
    GAMMA.commitTo(store());
    DELTA.commitTo(store());
    store().publish(FIRST, GAMMA.sha256(), Optional.empty());
    store().publish(SECOND, GAMMA.sha256(), Optional.empty());
    Inventory inventory = store().inventory();
    assertEquals(Set.of(GAMMA.sha256(), DELTA.sha256()), inventory.contents().keySet());
    assertEquals(Set.of(FIRST, SECOND), inventory.visible().keySet());
    Inventory.Item gamma = item(inventory.contents(), GAMMA.sha256());
    assertEquals(GAMMA.bytes().length, gamma.bytes());
    assertEquals(gamma.identity(), item(inventory.visible(), FIRST).identity());
    assertEquals(gamma.identity(), item(inventory.visible(), SECOND).identity());
    assertNotEquals(gamma.identity(), item(inventory.contents(), DELTA.sha256()).identity());
  }

  @Test
  default void theInventoryCountsOfAPartialWhatItsJournalSays() throws IOException {
    try (Partial partial = store().partial(GAMMA.sha256())) {
      GAMMA.writeTo(partial);
      partial.confirm(GAMMA.piece(0, 4));
      partial.confirm(GAMMA.piece(2, 6));
      partial.confirm(GAMMA.piece(10, 13));
    }
    Inventory inventory = store().inventory();
    assertEquals(Set.of(GAMMA.sha256()), inventory.partials().keySet());
    assertEquals(9, item(inventory.partials(), GAMMA.sha256()).bytes());
    assertFalse(inventory.isEmpty());
  }

  @Test
  default void aPartialWithoutAJournalIsAsLongAsItsFile() throws IOException {
    try (Partial partial = store().partial(GAMMA.sha256())) {
      GAMMA.writeTo(partial);
    }
    assertEquals(
        GAMMA.bytes().length, item(store().inventory().partials(), GAMMA.sha256()).bytes());
  }

  @Test
  default void stagedContentRemainsUntilDiscarded() throws IOException {
    store().stage();
    Inventory.Leftover staged = store().inventory().leftovers().get(0);
    assertEquals(Inventory.Kind.STAGED, staged.kind());
    store().discard(staged);
    assertTrue(store().inventory().isEmpty());
    store().discard(staged);
  }

  @Test
  default void whatWasSetAsideIsNamed() throws IOException {
    GAMMA.commitTo(store());
    store().publish(FIRST, GAMMA.sha256(), Optional.empty());
    store().setAside(FIRST);
    Inventory.Leftover aside = store().inventory().leftovers().get(0);
    assertEquals(Inventory.Kind.ASIDE, aside.kind());
    assertTrue(aside.path().endsWith(FIRST.value()), aside::toString);
  }

  @Test
  default void tidyingForgetsOnlyFragmentsOfLostContent() throws IOException {
    Partial.Piece here = GAMMA.piece(0, 5);
    GAMMA.commitTo(store(), here);
    DELTA.commitTo(store(), DELTA.piece(0, 5));
    store().discard(DELTA.sha256());
    long before = store().inventory().diskBytes();
    store().tidy();
    assertTrue(store().inventory().diskBytes() < before);
    assertTrue(store().locate(here.sha256()).isPresent());
    assertEquals(Optional.empty(), store().locate(DELTA.piece(0, 5).sha256()));
  }

  private static <K> Inventory.Item item(Map<K, Inventory.Item> items, K key) {
    return Optional.ofNullable(items.get(key)).orElseThrow();
  }
}
