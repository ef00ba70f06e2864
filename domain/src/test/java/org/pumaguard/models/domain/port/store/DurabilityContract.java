package org.pumaguard.models.domain.port.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.SampleContent;

/** What of a store survives a power cut. */
public interface DurabilityContract extends StoreFixture {

  /** More changes of the disk than any method makes. */
  int MANY_CHANGES = 200;

  /** The power of the disk that the store is on. */
  PowerSupply power();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void committedContentSurvives(boolean keepsNames) throws IOException {
    ALPHA.commitTo(store());
    power().cycle(keepsNames);
    assertEquals(ALPHA.text(), stored(ALPHA));
    assertEquals(Set.of(ALPHA.sha256()), store().blobs().contents());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void commitForcesWhatItsCallerDidNot(boolean keepsNames) throws IOException {
    try (Partial partial = store().partials().open(ALPHA.sha256())) {
      partial.write(0, ByteBuffer.wrap(ALPHA.bytes()));
      store().blobs().commit(ALPHA.sha256(), partial, List.of());
    }
    power().cycle(keepsNames);
    assertEquals(ALPHA.text(), stored(ALPHA));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aPublishedNameSurvives(boolean keepsNames) throws IOException {
    publish(ONE, ALPHA);
    power().cycle(keepsNames);
    assertEquals(ALPHA.text(), shown(ONE));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aSwitchSurvives(boolean keepsNames) throws IOException {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    store().models().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256()));
    power().cycle(keepsNames);
    assertEquals(BETA.text(), shown(ONE));
    assertEquals(ALPHA.text(), stored(ALPHA));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aCutDuringACommitLeavesNoTornContent(boolean keepsNames) throws IOException {
    publish(ONE, ALPHA);
    boolean isDone = false;
    for (int changes = 0; !isDone; changes++) {
      isDone = isDoneBeforeACut(changes, keepsNames, () -> BETA.commitTo(store()));
      boolean isStored = store().blobs().find(BETA.sha256()).isPresent();
      assertTrue(isStored || !isDone, "a commit that returned is lost");
      if (isStored) {
        assertEquals(BETA.text(), stored(BETA), "after " + changes + " changes");
      }
      assertEquals(ALPHA.text(), shown(ONE));
      store().blobs().discard(BETA.sha256());
      store().partials().discard(BETA.sha256());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void aCutDuringASwitchLeavesOldOrNew(boolean keepsNames) throws IOException {
    publish(ONE, ALPHA);
    BETA.commitTo(store());
    boolean isDone = false;
    for (int changes = 0; !isDone; changes++) {
      isDone =
          isDoneBeforeACut(
              changes,
              keepsNames,
              () -> store().models().publish(ONE, BETA.sha256(), Optional.of(ALPHA.sha256())));
      String text = shown(ONE);
      assertTrue(text.equals(BETA.text()) || !isDone, "a publication that returned is lost");
      assertTrue(Set.of(ALPHA.text(), BETA.text()).contains(text), () -> "torn: " + text);
      assertEquals(ALPHA.text(), stored(ALPHA));
      assertEquals(BETA.text(), stored(BETA));
      store().models().publish(ONE, ALPHA.sha256(), Optional.empty());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void forcedBytesAndTheirJournalSurvive(boolean keepsNames) throws IOException {
    Partial.Journal journal =
        new Partial.Journal(List.of(ALPHA.fragment(0, 7)), List.of(part(ALPHA, 7, 9)));
    try (Partial partial = store().partials().open(ALPHA.sha256())) {
      ALPHA.writeTo(partial);
      partial.record(journal);
      partial.forceJournal();
    }
    power().cycle(keepsNames);
    try (Partial again = store().partials().open(ALPHA.sha256())) {
      assertEquals(journal, again.journal());
      assertEquals(ALPHA.text(), SampleContent.read(again));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  default void entriesOfUnforcedBytesEndWithARestart(boolean keepsNames) throws IOException {
    try (Partial partial = store().partials().open(ALPHA.sha256())) {
      partial.write(0, ByteBuffer.wrap(ALPHA.bytes()));
      partial.noteUntilRestart(List.of(part(ALPHA, 0, 9)));
      partial.forceJournal();
    }
    power().cycle(keepsNames);
    try (Partial again = store().partials().open(ALPHA.sha256())) {
      assertEquals(List.of(), again.journal().unfinished());
    }
  }

  @Test
  default void aFailedForceVoidsThePartial() throws IOException {
    try (Partial partial = store().partials().open(ALPHA.sha256())) {
      ALPHA.writeTo(partial);
      partial.record(Partial.Journal.of(ALPHA.fragment(0, 7)));
      power().failNextForce();
      assertThrows(IOException.class, partial::force);
      assertThrows(IOException.class, () -> partial.write(0, ByteBuffer.wrap(ALPHA.bytes())));
      assertThrows(
          IOException.class, () -> partial.record(Partial.Journal.of(ALPHA.fragment(7, 9))));
      assertThrows(IOException.class, partial::force);
    }
    assertEquals(Optional.empty(), store().partials().find(ALPHA.sha256()));
    try (Partial again = store().partials().open(ALPHA.sha256())) {
      assertEquals(0, again.size());
      assertTrue(again.journal().isEmpty());
    }
  }

  /** Received bytes of a fragment that is the whole content. */
  static Partial.Unfinished part(SampleContent content, int from, int to) {
    return new Partial.Unfinished(
        content.sha256(),
        0,
        content.bytes().length,
        new ByteRange(from, to - from),
        new SampleContent("a source").sha256(),
        Optional.of("\"tag\""));
  }

  /** Cuts the power after some changes, or after the work if it makes fewer. */
  private boolean isDoneBeforeACut(int changes, boolean keepsNames, Work work) throws IOException {
    assertTrue(changes < MANY_CHANGES, "the work does not end");
    power().cutAfter(changes);
    boolean isDone = true;
    try {
      work.run();
    } catch (IOException e) {
      isDone = false;
    }
    power().cycle(keepsNames);
    return isDone;
  }

  /** Changes a store. */
  interface Work {
    /** Makes the changes. */
    void run() throws IOException;
  }
}
