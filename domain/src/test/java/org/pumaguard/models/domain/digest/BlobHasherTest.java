package org.pumaguard.models.domain.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.Sha256;

class BlobHasherTest {

  /** SHA-256 of "abc" (FIPS 180-2, B.1). */
  private static final Sha256 ABC =
      Sha256.parse("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

  @Test
  void hashesAllBuffersInOrder() {
    BlobHasher hasher = new BlobHasher(false);

    hasher.update(bytes("a"));
    hasher.update(bytes("bc"));

    assertEquals(ABC, hasher.sha256());
  }

  @Test
  void consumesTheBuffer() {
    for (boolean isWhole : new boolean[] {true, false}) {
      ByteBuffer buffer = bytes("abc");

      new BlobHasher(isWhole).update(buffer);

      assertFalse(buffer.hasRemaining());
    }
  }

  @Test
  void computesChecksumsOfWholeContentOnly() {
    byte[] content = new byte[BlockSums.BLOCK_BYTES + 1];
    Arrays.fill(content, (byte) 7);
    BlobHasher whole = new BlobHasher(true);
    BlobHasher part = new BlobHasher(false);

    whole.update(ByteBuffer.wrap(content));
    part.update(ByteBuffer.wrap(content));

    assertEquals(Optional.of(sums(content)), whole.sums());
    assertEquals(Optional.empty(), part.sums());
    assertEquals(part.sha256(), whole.sha256());
  }

  @Test
  void startsOverAfterAReset() {
    BlobHasher hasher = new BlobHasher(true);
    hasher.update(bytes("something else"));

    hasher.reset();
    hasher.update(bytes("abc"));

    assertEquals(Optional.of(sums("abc".getBytes(StandardCharsets.US_ASCII))), hasher.sums());
    assertEquals(ABC, hasher.sha256());
  }

  private static BlockSums sums(byte[] content) {
    BlockSums.Builder builder = new BlockSums.Builder();
    builder.update(ByteBuffer.wrap(content));
    return builder.build();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
