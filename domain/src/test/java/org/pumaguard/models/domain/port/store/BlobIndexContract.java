package org.pumaguard.models.domain.port.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.port.SampleContent;

/** What every {@link org.pumaguard.models.domain.port.BlobIndex} does. */
public interface BlobIndexContract extends StoreFixture {

  /** What some content consists of; whether that is true is not for a store to say. */
  BlockList BLOCKS =
      new BlockList(
          List.of(ALPHA.fragment(0, 7), ALPHA.fragment(7, 24)),
          new BlockSums(2L * BlockSums.BLOCK_BYTES + 1, 0, -1, 0x0a0d2020));

  @Test
  default void addsFragmentsOfStoredContent() throws IOException {
    FragmentRange fragment = ALPHA.fragment(7, 16);
    ALPHA.commitTo(store());
    store().index().add(ALPHA.sha256(), List.of(fragment));
    assertEquals(
        Optional.of(new BlobRange(ALPHA.sha256(), fragment.range())),
        store().index().locate(fragment.sha256()));
  }

  @Test
  default void addingFragmentsKeepsThoseThatAreKnown() throws IOException {
    FragmentRange first = ALPHA.fragment(0, 7);
    ALPHA.commitTo(store(), first);
    BETA.commitTo(store());
    store().index().add(BETA.sha256(), List.of(BETA.fragment(0, 4)));
    store().index().add(ALPHA.sha256(), List.of(ALPHA.fragment(7, 16)));
    assertTrue(store().index().locate(first.sha256()).isPresent());
    assertTrue(store().index().locate(BETA.fragment(0, 4).sha256()).isPresent());
    assertTrue(store().index().locate(ALPHA.fragment(7, 16).sha256()).isPresent());
  }

  @Test
  default void knowsEachFragmentByItsOwnRange() throws IOException {
    ALPHA.commitTo(store(), ALPHA.fragment(0, 7), ALPHA.fragment(7, 24));
    assertEquals(
        Optional.of(new BlobRange(ALPHA.sha256(), new ByteRange(7, 17))),
        store().index().locate(ALPHA.fragment(7, 24).sha256()));
    assertEquals(
        Optional.of(new BlobRange(ALPHA.sha256(), new ByteRange(0, 7))),
        store().index().locate(ALPHA.fragment(0, 7).sha256()));
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
}
