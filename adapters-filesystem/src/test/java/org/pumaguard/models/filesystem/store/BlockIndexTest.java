package org.pumaguard.models.filesystem.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.port.SampleContent;

class BlockIndexTest {

  private static final BlockList BLOCKS =
      new BlockList(
          List.of(new SampleContent("alpha").fragment(0, 3)),
          new BlockSums(3L * BlockSums.BLOCK_BYTES, 1, 2, 0x0a0a0a0a));

  @Test
  void readsWhatItHasWritten() {
    assertEquals(Optional.of(BLOCKS), BlockIndex.parse(BlockIndex.bytes(BLOCKS)));
  }

  @Test
  void whatIsTornSaysNothing() {
    byte[] bytes = BlockIndex.bytes(BLOCKS);
    for (int length = 0; length < bytes.length; length++) {
      assertEquals(Optional.empty(), BlockIndex.parse(Arrays.copyOf(bytes, length)));
      byte[] zeros = Arrays.copyOf(Arrays.copyOf(bytes, length), bytes.length);
      if (!Arrays.equals(zeros, bytes)) {
        assertEquals(Optional.empty(), BlockIndex.parse(zeros));
      }
    }
  }

  @Test
  void aFlippedBitAnywhereMakesItSayNothing() {
    byte[] bytes = BlockIndex.bytes(BLOCKS);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] other = bytes.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      assertEquals(Optional.empty(), BlockIndex.parse(other));
    }
  }

  @Test
  void randomBytesSayNothing() {
    Random random = new Random(1);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertEquals(Optional.empty(), BlockIndex.parse(bytes));
    }
  }
}
