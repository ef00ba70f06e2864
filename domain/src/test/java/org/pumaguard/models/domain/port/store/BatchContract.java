package org.pumaguard.models.domain.port.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.BlobStore.Added;
import org.pumaguard.models.domain.port.BlobStore.Addition;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.SampleContent;

/** How a store adds several new models at once. */
public interface BatchContract extends StoreFixture {

  ModelName THREE = ModelName.parse("three.pt");
  SampleContent GAMMA = new SampleContent("gamma, the last content");

  /** The power of the disk that the store is on. */
  PowerSupply power();

  @Test
  default void aBatchStoresAndShowsEachModel() throws IOException {
    List<Added> results = add(new Fetched(ONE, ALPHA), new Fetched(TWO, BETA));
    assertEquals(
        List.of(
            Optional.of(new Added.Shown(store().models().find(ONE).orElseThrow())),
            Optional.of(new Added.Shown(store().models().find(TWO).orElseThrow()))),
        results.stream().map(Optional::of).toList());
    assertEquals(ALPHA.text(), shown(ONE));
    assertEquals(BETA.text(), shown(TWO));
    assertEquals(ALPHA.text(), stored(ALPHA));
    assertEquals(BETA.text(), stored(BETA));
    assertEquals(Set.of(), store().partials().contents());
  }

  @Test
  default void aBatchSharesOneFileBetweenNameAndContent() throws IOException {
    add(new Fetched(ONE, ALPHA));
    assertEquals(store().blobs().find(ALPHA.sha256()), store().models().find(ONE));
  }

  @Test
  default void aBatchKnowsTheFragmentsOfEachModel() throws IOException {
    add(new Fetched(ONE, ALPHA), new Fetched(TWO, BETA));
    FragmentRange part = BETA.fragment(0, 5);
    assertEquals(
        Optional.of(BETA.sha256()),
        store().index().locate(part.sha256()).map(found -> found.content()));
  }

  @Test
  default void aBatchLeavesATakenNameAlone() throws IOException {
    plant(ONE, GAMMA);
    List<Added> results = add(new Fetched(ONE, ALPHA), new Fetched(TWO, BETA));
    assertEquals(new Added.Stored(), results.get(0));
    assertInstanceOf(Added.Shown.class, results.get(1));
    assertEquals(GAMMA.text(), shown(ONE));
    assertEquals(ALPHA.text(), stored(ALPHA));
    assertEquals(BETA.text(), shown(TWO));
  }

  @Test
  default void aBatchLeavesADirectoryAlone() throws IOException {
    Path obstacle = store().models().path(ONE);
    files().writeText(obstacle.resolve("mine.txt"), "mine");
    assertEquals(List.of(new Added.Stored()), add(new Fetched(ONE, ALPHA)));
    assertEquals("mine", files().readText(obstacle.resolve("mine.txt")));
  }

  @Test
  default void aFailureDoesNotStopTheRestOfABatch() throws IOException {
    List<Fetched> all =
        List.of(new Fetched(ONE, ALPHA), new Fetched(TWO, BETA), new Fetched(THREE, GAMMA));
    List<Added> results = add(all, () -> store().partials().discard(BETA.sha256()));
    assertInstanceOf(Added.Shown.class, results.get(0));
    assertInstanceOf(Added.Failed.class, results.get(1));
    assertInstanceOf(Added.Shown.class, results.get(2));
    assertEquals(ALPHA.text(), shown(ONE));
    assertEquals(Optional.empty(), store().models().find(TWO));
    assertEquals(GAMMA.text(), shown(THREE));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aBatchSurvives(boolean keepsNames) throws IOException {
    add(new Fetched(ONE, ALPHA), new Fetched(TWO, BETA));
    power().cycle(keepsNames);
    assertEquals(ALPHA.text(), shown(ONE));
    assertEquals(BETA.text(), shown(TWO));
    assertEquals(Set.of(ALPHA.sha256(), BETA.sha256()), store().blobs().contents());
    assertEquals(ALPHA.text(), stored(ALPHA));
    assertEquals(BETA.text(), stored(BETA));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aCutDuringABatchLeavesNothingOrAllOfAModel(boolean keepsNames) throws IOException {
    List<Fetched> all = List.of(new Fetched(ONE, ALPHA), new Fetched(TWO, BETA));
    boolean isDone = false;
    for (int changes = 0; !isDone; changes++) {
      assertTrue(changes < DurabilityContract.MANY_CHANGES, "the batch does not end");
      int cut = changes;
      List<Added> results = add(all, () -> power().cutAfter(cut));
      power().cycle(keepsNames);
      for (int i = 0; i < all.size(); i++) {
        Fetched one = all.get(i);
        if (store().models().find(one.name()).isPresent()) {
          assertEquals(one.content().text(), shown(one.name()), "after " + changes + " changes");
          store().models().unpublish(one.name(), one.content().sha256());
        } else {
          assertTrue(!(results.get(i) instanceof Added.Shown), "a model that was added is lost");
        }
        if (store().blobs().find(one.content().sha256()).isPresent()) {
          assertEquals(one.content().text(), stored(one.content()));
        }
        store().blobs().discard(one.content().sha256());
        store().partials().discard(one.content().sha256());
      }
      isDone = results.stream().allMatch(Added.Shown.class::isInstance);
    }
  }

  private List<Added> add(Fetched... models) throws IOException {
    return add(List.of(models), () -> {});
  }

  /** Writes and forces the partials of models, and adds them. */
  private List<Added> add(List<Fetched> models, DurabilityContract.Work before) throws IOException {
    List<Partial> partials = new ArrayList<>();
    try {
      List<Addition> additions = new ArrayList<>();
      for (Fetched model : models) {
        Partial partial = store().partials().open(model.content().sha256());
        partials.add(partial);
        model.content().writeTo(partial);
        additions.add(
            new Addition(
                model.name(),
                model.content().sha256(),
                partial,
                List.of(model.content().fragment(0, 5))));
      }
      before.run();
      return store().blobs().commitAll(additions);
    } finally {
      for (Partial partial : partials) {
        partial.close();
      }
    }
  }

  /** A model whose bytes were fetched. */
  record Fetched(ModelName name, SampleContent content) {}
}
