package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.port.store.CopyContract;
import org.pumaguard.models.domain.port.store.DurabilityContract;

/** What every {@link ContentStore} does with content that is on its way. */
public interface PartialContract extends CopyContract {

  SampleContent ON_ITS_WAY = new SampleContent("content that comes in two parts");

  @Test
  default void aNewPartialIsEmptyAndKnowsNoFragments() throws IOException {
    try (Partial partial = open()) {
      assertEquals(0, partial.size());
      assertEquals(List.of(), partial.journal().verified());
      assertEquals(-1, partial.read(0, ByteBuffer.allocate(1)));
    }
  }

  @Test
  default void nothingIsLeftOfAPartialIntoWhichNothingWasWritten() throws IOException {
    open().close();
    assertEquals(Optional.empty(), store().partials().find(ON_ITS_WAY.sha256()));
    assertEquals(Set.of(), store().partials().contents());
  }

  @Test
  default void takesBytesInAnyOrder() throws IOException {
    try (Partial partial = open()) {
      write(partial, 4, "later");
      write(partial, 0, "soon");
      assertEquals("soonlater", SampleContent.read(partial));
    }
  }

  @Test
  default void writesAllBytesThatRemainInTheBuffer() throws IOException {
    try (Partial partial = open()) {
      ByteBuffer bytes = ByteBuffer.wrap("abcdef".getBytes(StandardCharsets.US_ASCII));
      partial.write(0, bytes.position(2).limit(5));
      assertEquals(0, bytes.remaining());
      assertEquals("cde", SampleContent.read(partial));
    }
  }

  @Test
  default void cutsOffWhatLiesBehindALength() throws IOException {
    try (Partial partial = open()) {
      write(partial, 0, "too much");
      partial.truncate(3);
      assertEquals("too", SampleContent.read(partial));
    }
  }

  @Test
  default void truncationInvalidatesConfirmedRanges() throws IOException {
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      partial.record(Partial.Journal.of(ON_ITS_WAY.fragment(0, 10)));
    }
    try (Partial again = open()) {
      again.truncate(0);
      ON_ITS_WAY.writeTo(again);
    }
    try (Partial last = open()) {
      assertEquals(List.of(), last.journal().verified());
      assertEquals(ON_ITS_WAY.text(), SampleContent.read(last));
    }
  }

  @Test
  default void reopeningKeepsBytesAndConfirmedFragments() throws IOException {
    FragmentRange second = ON_ITS_WAY.fragment(10, 20);
    FragmentRange first = ON_ITS_WAY.fragment(0, 10);
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      partial.record(Partial.Journal.of(second));
      partial.record(Partial.Journal.of(first));
    }
    try (Partial again = open()) {
      assertEquals(List.of(second, first), again.journal().verified());
      assertEquals(ON_ITS_WAY.text(), SampleContent.read(again));
    }
  }

  @Test
  default void confirmedIsWhatWasKnownWhenThePartialWasOpened() throws IOException {
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      partial.record(Partial.Journal.of(ON_ITS_WAY.fragment(0, 10)));
      assertEquals(List.of(), partial.journal().verified());
    }
  }

  @Test
  default void isOnItsWayUntilItIsCommitted() throws IOException {
    assertEquals(Optional.empty(), store().partials().find(ON_ITS_WAY.sha256()));
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      assertEquals(Set.of(ON_ITS_WAY.sha256()), store().partials().contents());
      assertTrue(store().partials().find(ON_ITS_WAY.sha256()).isPresent());
      store().blobs().commit(ON_ITS_WAY.sha256(), partial, List.of());
    }
    assertEquals(Optional.empty(), store().partials().find(ON_ITS_WAY.sha256()));
    assertEquals(Set.of(), store().partials().contents());
  }

  @Test
  default void whatIsOnItsWayLooksDifferentAfterMoreBytes() throws IOException {
    try (Partial partial = open()) {
      write(partial, 0, "some");
      Optional<Fingerprint> before = store().partials().find(ON_ITS_WAY.sha256());
      write(partial, 4, " more");
      assertNotEquals(before, store().partials().find(ON_ITS_WAY.sha256()));
    }
  }

  @Test
  default void aPartialIsNoStoredContent() throws IOException {
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      assertEquals(Optional.empty(), store().blobs().find(ON_ITS_WAY.sha256()));
      assertEquals(Set.of(), store().blobs().contents());
      assertEquals(Optional.empty(), store().index().locate(ON_ITS_WAY.sha256()));
    }
  }

  @Test
  default void aPartialAfterACommitBeginsAnew() throws IOException {
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      partial.record(Partial.Journal.of(ON_ITS_WAY.fragment(0, 10)));
      store().blobs().commit(ON_ITS_WAY.sha256(), partial, List.of());
    }
    try (Partial again = open()) {
      assertEquals(0, again.size());
      assertEquals(List.of(), again.journal().verified());
    }
  }

  @Test
  default void aDiscardedPartialBeginsAnew() throws IOException {
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      partial.record(Partial.Journal.of(ON_ITS_WAY.fragment(0, 10)));
    }
    store().partials().discard(ON_ITS_WAY.sha256());
    assertEquals(Optional.empty(), store().partials().find(ON_ITS_WAY.sha256()));
    try (Partial again = open()) {
      assertEquals(0, again.size());
      assertEquals(List.of(), again.journal().verified());
    }
  }

  @Test
  default void discardingAPartialThatIsNotThereIsHarmless() throws IOException {
    store().partials().discard(ON_ITS_WAY.sha256());
    assertEquals(Set.of(), store().partials().contents());
  }

  @Test
  default void reopeningFindsWhatWasReceivedOfFragments() throws IOException {
    Partial.Unfinished forced = DurabilityContract.part(ON_ITS_WAY, 0, 9);
    Partial.Unfinished noted = DurabilityContract.part(ON_ITS_WAY, 9, 12);
    Partial.Unfinished voiding = DurabilityContract.part(ON_ITS_WAY, 0, 0);
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      partial.record(Partial.Journal.of(List.of(forced)));
      partial.noteUntilRestart(List.of(noted));
      partial.record(Partial.Journal.of(List.of(voiding)));
    }
    try (Partial again = open()) {
      assertEquals(List.of(forced, noted, voiding), again.journal().unfinished());
      assertEquals(ON_ITS_WAY.text(), SampleContent.read(again));
    }
  }

  @Test
  default void forcingTheJournalChangesNothing() throws IOException {
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      partial.forceJournal();
      partial.record(Partial.Journal.of(ON_ITS_WAY.fragment(0, 10)));
      partial.forceJournal();
    }
    try (Partial again = open()) {
      assertEquals(List.of(ON_ITS_WAY.fragment(0, 10)), again.journal().verified());
    }
  }

  @Test
  default void aTruncatedPartialKeepsEntriesOfItsRest() throws IOException {
    try (Partial partial = open()) {
      ON_ITS_WAY.writeTo(partial);
      partial.record(Partial.Journal.of(ON_ITS_WAY.fragment(0, 10), ON_ITS_WAY.fragment(10, 20)));
      partial.truncate(19);
    }
    try (Partial again = open()) {
      assertEquals(List.of(ON_ITS_WAY.fragment(0, 10)), again.journal().verified());
    }
  }

  private Partial open() throws IOException {
    return store().partials().open(ON_ITS_WAY.sha256());
  }

  private static void write(Partial partial, long offset, String text) throws IOException {
    partial.write(offset, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
