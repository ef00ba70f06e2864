package org.pumaguard.models.filesystem.bundle;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.filesystem.archive.CompressionRatioLimit;
import org.pumaguard.models.filesystem.archive.CountingInputStream;
import org.pumaguard.models.filesystem.archive.DecodingErrors;

/**
 * Reads a bundle: a strict subset of tar. Only headers of regular files are accepted, one block
 * each. Headers that extend the next entry (long names, PAX records, sparse maps) have no bounded
 * length and are refused. The archive ends with two zero blocks, followed by at most 1 MiB of zero
 * padding.
 *
 * <p>The headers are parsed by Commons Compress, the structure is not: its stream merges extension
 * headers into entries, accepts an archive without the final blocks, and ignores trailing data.
 */
final class TarBundleReader implements Bundles.Reading {

  private static final int BLOCK = 512;
  private static final int BUFFER_BYTES = 128 * 1024;

  /** Larger than the record padding of any tar program. */
  private static final long MAX_PADDING = 1 << 20;

  private final Path file;
  private final CountingInputStream raw;
  private final InputStream tar;
  private final BundleCompression compression;
  private long expanded;
  private long remaining;
  private long padding;

  private TarBundleReader(Path file, CountingInputStream raw, BundleCompression compression)
      throws IOException {
    this.file = file;
    this.raw = raw;
    this.compression = compression;
    this.tar =
        compression == BundleCompression.PLAIN
            ? raw
            : new BufferedInputStream(compression.decompress(raw), BUFFER_BYTES);
  }

  static TarBundleReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
    // A pipe cannot seek, so it is read as a plain stream.
    InputStream in =
        Files.isRegularFile(file) || Files.notExists(file)
            ? Files.newInputStream(file)
            : new FileInputStream(file.toFile());
    try {
      InputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
      buffered.mark(BLOCK);
      byte[] start = buffered.readNBytes(4);
      buffered.reset();
      return new TarBundleReader(
          file, new CountingInputStream(buffered), BundleCompression.detect(start));
    } catch (Archives.LibraryAbsent | Archives.Unavailable e) {
      in.close();
      throw e;
    } catch (IOException e) {
      in.close();
      throw damaged(e);
    }
  }

  @Override
  public Optional<Bundles.Entry> next() throws IOException {
    discard(remaining + padding);
    byte[] block = block();
    if (isZero(block)) {
      if (!isZero(block())) {
        throw new Bundles.Malformed("damaged archive: one zero block instead of two at the end");
      }
      checkPadding();
      remaining = 0;
      padding = 0;
      return Optional.empty();
    }
    Bundles.Entry entry = TarHeaders.parse(block);
    remaining = entry.size();
    padding = (BLOCK - remaining % BLOCK) % BLOCK;
    return Optional.of(entry);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (remaining == 0) {
      return -1;
    }
    byte[] bytes = into.array();
    int wanted = (int) Math.min(remaining, into.remaining());
    int count;
    try {
      count = tar.read(bytes, into.arrayOffset() + into.position(), wanted);
    } catch (IOException e) {
      throw damaged(e);
    }
    if (count < 0) {
      throw truncated();
    }
    into.position(into.position() + count);
    remaining -= count;
    countExpanded(count);
    return count;
  }

  @Override
  public Optional<Bundles.Reading> again() throws IOException {
    return Files.isRegularFile(file) ? Optional.of(open(file)) : Optional.empty();
  }

  private void discard(long count) throws IOException {
    if (compression == BundleCompression.PLAIN && Files.isRegularFile(file)) {
      skip(count);
      return;
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    for (long rest = count; rest > 0; ) {
      int read = readSome(buffer, (int) Math.min(rest, buffer.length));
      if (read < 0) {
        throw truncated();
      }
      rest -= read;
      countExpanded(read);
    }
  }

  /** Seeks without reading; a truncation shows at the next block. */
  private void skip(long count) throws IOException {
    try {
      tar.skipNBytes(count);
    } catch (EOFException e) {
      throw truncated();
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private byte[] block() throws IOException {
    byte[] block = new byte[BLOCK];
    int count;
    try {
      count = tar.readNBytes(block, 0, BLOCK);
    } catch (IOException e) {
      throw damaged(e);
    }
    if (count < BLOCK) {
      throw truncated();
    }
    countExpanded(BLOCK);
    return block;
  }

  private void checkPadding() throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long padded = 0;
    for (int n = readSome(buffer, buffer.length); n >= 0; n = readSome(buffer, buffer.length)) {
      padded += n;
      if (!isZero(Arrays.copyOf(buffer, n)) || padded > MAX_PADDING) {
        throw new Bundles.Malformed("unexpected data after the end of the archive");
      }
    }
  }

  private int readSome(byte[] buffer, int length) throws Bundles.Malformed {
    try {
      return tar.read(buffer, 0, length);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private void countExpanded(long count) throws Bundles.Malformed {
    expanded += count;
    if (compression != BundleCompression.PLAIN
        && CompressionRatioLimit.DEFAULT.isExceeded(expanded, raw.count())) {
      throw new Bundles.Malformed("archive bomb: expands to more than 1000 times its size");
    }
  }

  private static boolean isZero(byte[] bytes) {
    for (byte one : bytes) {
      if (one != 0) {
        return false;
      }
    }
    return true;
  }

  private static Bundles.Malformed truncated() {
    return new Bundles.Malformed("truncated archive");
  }

  private static Bundles.Malformed damaged(IOException e) {
    return new Bundles.Malformed(DecodingErrors.inArchive(e), e);
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
