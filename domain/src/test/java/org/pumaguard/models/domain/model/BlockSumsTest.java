package org.pumaguard.models.domain.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockSumsTest {

  private static final int BLOCK = BlockSums.BLOCK_BYTES;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 20 * BLOCK + 7})
  void areThoseOfTheBlocksHoweverTheBytesCome(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    BlockSums.Builder builder = new BlockSums.Builder();
    builder.update(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    builder.reset();
    for (int at = 0; at < size; at += 700_001) {
      builder.update(ByteBuffer.wrap(bytes, at, Math.min(700_001, size - at)));
    }
    BlockSums sums = builder.build();
    assertEquals(size, sums.size());
    assertEquals((size + BLOCK - 1) / BLOCK, sums.count());
    for (int block = 0; block < sums.count(); block++) {
      CRC32C sum = new CRC32C();
      ByteRange range = sums.range(block);
      sum.update(bytes, (int) range.offset(), (int) range.length());
      assertEquals((int) sum.getValue(), sums.sum(block));
    }
  }

  @Test
  void consumesTheBuffer() {
    ByteBuffer bytes = ByteBuffer.allocate(2 * BLOCK + 5).position(5);
    new BlockSums.Builder().update(bytes);
    assertEquals(bytes.limit(), bytes.position());
    assertEquals(2 * BLOCK + 5, bytes.limit());
  }

  @Test
  void refusesAnotherCountOfSumsThanOfBlocks() {
    assertThrows(IllegalArgumentException.class, () -> new BlockSums(BLOCK + 1L, 1));
    assertThrows(IllegalArgumentException.class, () -> new BlockSums(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new BlockSums(-1));
  }
}
