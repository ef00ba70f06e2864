package org.pumaguard.models.testkit;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.SplittableRandom;

/** The content of a published file, which can be written again and again. */
interface SampleContent {

  /** The length in bytes. */
  long bytes();

  void writeTo(OutputStream out);

  /** Writes a file, and returns its digest. */
  default String write(Path file) {
    MessageDigest digest = Digests.sha256();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      writeTo(new DigestOutputStream(out, digest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Digests.hex(digest);
  }

  default byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writeTo(bytes);
    return bytes.toByteArray();
  }

  /** These bytes. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Given(byte[] content) implements SampleContent {

    @Override
    public long bytes() {
      return content.length;
    }

    @Override
    public void writeTo(OutputStream out) {
      try {
        out.write(content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Random bytes by a seed, of which never more than a MiB is in memory. */
  record Generated(long bytes, long seed) implements SampleContent {

    private static final int CHUNK = 1 << 20;

    @Override
    public void writeTo(OutputStream out) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
      try {
        for (long left = bytes; left > 0; left -= CHUNK) {
          random.nextBytes(chunk);
          out.write(chunk, 0, (int) Math.min(left, CHUNK));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
