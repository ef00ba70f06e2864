package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Small content for the tests of a store: bytes with their true digest, and the usual way of them
 * into a store.
 *
 * @param text the content as text
 */
public record SampleContent(String text) {

  /** The bytes. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Their digest. */
  public Sha256 sha256() {
    try {
      return Sha256.of(MessageDigest.getInstance("SHA-256").digest(bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The fragment of these bytes, under its true digest. */
  public FragmentRange fragment(int from, int to) {
    return new FragmentRange(
        new SampleContent(text.substring(from, to)).sha256(), new ByteRange(from, to - from));
  }

  /** Writes all bytes into a partial. */
  public void writeTo(Partial partial) throws IOException {
    partial.write(0, ByteBuffer.wrap(bytes()));
    partial.force();
  }

  /** Makes this the store's content. */
  public SampleContent commitTo(ContentStore store, FragmentRange... fragments) throws IOException {
    try (Partial partial = store.partials().open(sha256())) {
      writeTo(partial);
      store.blobs().commit(sha256(), partial, List.of(fragments));
    }
    return this;
  }

  /** Reads content as text and closes it. */
  public static String read(Content content) throws IOException {
    try (content) {
      ByteBuffer buffer = ByteBuffer.allocate((int) content.size());
      while (buffer.hasRemaining()) {
        int count = content.read(buffer.position(), buffer);
        if (count < 0) {
          break;
        }
        assertTrue(count > 0, "a read without bytes is not the end");
      }
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }
  }
}
