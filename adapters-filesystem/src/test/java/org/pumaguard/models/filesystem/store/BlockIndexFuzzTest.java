package org.pumaguard.models.filesystem.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.model.BlockList;

/** Any bytes as what is known of blocks: they say something, which stays, or nothing. */
class BlockIndexFuzzTest {

  static Stream<Arguments> seeds() {
    return Stream.of(
            "blocks 1 1048577 1048576 0\n12345678",
            "blocks 1 5 1048576 1\n" + "ab".repeat(32) + " 0 5\n1234",
            "blocks 1 9223372036854775807 1048576 0\n",
            "blocks 2 0 0 0\n")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.US_ASCII)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2s")
  void saysSomethingOrNothing(byte[] text) {
    check(text);
  }

  @Tag("long")
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void saysSomethingOrNothingAtLength(byte[] text) {
    check(text);
  }

  private static void check(byte[] text) {
    BlockIndex.parse(text);
    CRC32C sum = new CRC32C();
    sum.update(text);
    byte[] summed =
        ByteBuffer.allocate(text.length + 4).put(text).putInt((int) sum.getValue()).array();
    Optional<BlockList> blocks = BlockIndex.parse(summed);
    blocks.ifPresent(read -> assertEquals(blocks, BlockIndex.parse(BlockIndex.bytes(read))));
  }
}
