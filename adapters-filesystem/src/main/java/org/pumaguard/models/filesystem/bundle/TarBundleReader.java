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
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.archivers.zip.ZipEncoding;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.filesystem.archive.CountingInputStream;
import org.pumaguard.models.filesystem.archive.CompressionRatioLimit;
import org.pumaguard.models.filesystem.disk.DurableFiles;

/**
 * A bundle that is read. It takes headers of plain files, one block each, and nothing else: what
 * says something of the entry after it (long names, PAX records, sparse maps), and so could be of
 * any length, is refused by its type. Two blocks of zeros end it, and only zeros may follow, few of
 * them.
 */
final class TarBundleReader implements Bundles.Reading {

  private static final int BLOCK = 512;
  private static final int BUFFER_BYTES = 128 * 1024;

  /** As many as any tar program fills its last record with. */
  private static final long MOST_PADDING = 1 << 20;

  private static final String NO_TAR = "it is no tar archive, or a header in it is damaged";

  private static final ZipEncoding UTF8 = ZipEncodingHelper.getZipEncoding("UTF-8");

  private final Path file;
  private final CountingInputStream raw;
  private final InputStream plain;
  private final BundleCompression form;
  private long taken;
  private long left;
  private long padding;

  private TarBundleReader(Path file, CountingInputStream raw, BundleCompression form)
      throws IOException {
    this.file = file;
    this.raw = raw;
    this.form = form;
    this.plain =
        form == BundleCompression.PLAIN
            ? raw
            : new BufferedInputStream(form.decompressed(raw), BUFFER_BYTES);
  }

  static TarBundleReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a directory");
    }
    // A pipe is no place where a channel could stand.
    InputStream opened =
        Files.isRegularFile(file) || Files.notExists(file)
            ? Files.newInputStream(file)
            : new FileInputStream(file.toFile());
    try {
      InputStream buffered = new BufferedInputStream(opened, BUFFER_BYTES);
      buffered.mark(BLOCK);
      byte[] beginning = buffered.readNBytes(4);
      buffered.reset();
      return new TarBundleReader(
          file, new CountingInputStream(buffered), BundleCompression.of(beginning));
    } catch (IOException e) {
      opened.close();
      throw damaged(e);
    }
  }

  @Override
  public Optional<Bundles.Entry> next() throws IOException {
    passOver(left + padding);
    byte[] block = block();
    if (isZero(block)) {
      if (!isZero(block())) {
        throw new Bundles.Malformed("its end is damaged");
      }
      checkNothingFollows();
      left = 0;
      padding = 0;
      return Optional.empty();
    }
    TarArchiveEntry header = header(block);
    String name = printable(header.getName());
    if (header.getLinkFlag() != TarConstants.LF_NORMAL
        && header.getLinkFlag() != TarConstants.LF_OLDNORM) {
      throw new Bundles.Malformed("the entry '" + name + "' is " + kind(header));
    }
    left = header.getSize();
    if (left < 0) {
      throw new Bundles.Malformed("the entry '" + name + "' has a length below zero");
    }
    padding = (BLOCK - left % BLOCK) % BLOCK;
    return Optional.of(new Bundles.Entry(name, left));
  }

  private static TarArchiveEntry header(byte[] block) throws Bundles.Malformed {
    try {
      if (TarUtils.verifyCheckSum(block)) {
        return new TarArchiveEntry(block, UTF8, false);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new Bundles.Malformed(NO_TAR + ": " + e.getMessage(), e);
    }
    throw new Bundles.Malformed(NO_TAR);
  }

  private static String kind(TarArchiveEntry header) {
    return switch (header.getLinkFlag()) {
      case TarConstants.LF_LINK -> "a hard link, not a file";
      case TarConstants.LF_SYMLINK -> "a symbolic link, not a file";
      case TarConstants.LF_CHR, TarConstants.LF_BLK -> "a device, not a file";
      case TarConstants.LF_DIR -> "a directory, which no bundle has";
      case TarConstants.LF_FIFO -> "a pipe, not a file";
      case TarConstants.LF_GNUTYPE_SPARSE -> "a sparse file, which no bundle has";
      default -> "no plain file (type " + (header.getLinkFlag() & 0xff) + ")";
    };
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (left == 0) {
      return -1;
    }
    byte[] bytes = into.array();
    int wanted = (int) Math.min(left, into.remaining());
    int count;
    try {
      count = plain.read(bytes, into.arrayOffset() + into.position(), wanted);
    } catch (IOException e) {
      throw damaged(e);
    }
    if (count < 0) {
      throw torn();
    }
    into.position(into.position() + count);
    left -= count;
    took(count);
    return count;
  }

  @Override
  public Optional<Bundles.Reading> again() throws IOException {
    return Files.isRegularFile(file) ? Optional.of(open(file)) : Optional.empty();
  }

  private void passOver(long count) throws IOException {
    if (form == BundleCompression.PLAIN && Files.isRegularFile(file)) {
      skip(count);
      return;
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    for (long rest = count; rest > 0; ) {
      int read = readSome(buffer, (int) Math.min(rest, buffer.length));
      if (read < 0) {
        throw torn();
      }
      rest -= read;
      took(read);
    }
  }

  /** Without reading; a file that ends before shows that at its next block. */
  private void skip(long count) throws IOException {
    try {
      plain.skipNBytes(count);
    } catch (EOFException e) {
      throw torn();
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private byte[] block() throws IOException {
    byte[] block = new byte[BLOCK];
    int count;
    try {
      count = plain.readNBytes(block, 0, BLOCK);
    } catch (IOException e) {
      throw damaged(e);
    }
    if (count < BLOCK) {
      throw torn();
    }
    took(BLOCK);
    return block;
  }

  private void checkNothingFollows() throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long padded = 0;
    for (int n = readSome(buffer, buffer.length); n >= 0; n = readSome(buffer, buffer.length)) {
      padded += n;
      if (!isZero(Arrays.copyOf(buffer, n)) || padded > MOST_PADDING) {
        throw new Bundles.Malformed("something follows behind its end");
      }
    }
  }

  private int readSome(byte[] buffer, int length) throws Bundles.Malformed {
    try {
      return plain.read(buffer, 0, length);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private void took(long count) throws Bundles.Malformed {
    taken += count;
    if (form != BundleCompression.PLAIN && CompressionRatioLimit.isSuspicious(taken, raw.count())) {
      throw new Bundles.Malformed("it holds too many bytes for each of its own: an archive bomb");
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

  private static String printable(String name) {
    return name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }

  private static Bundles.Malformed torn() {
    return new Bundles.Malformed("it is torn: it ends before its end");
  }

  private static Bundles.Malformed damaged(IOException e) {
    return new Bundles.Malformed("it is damaged: " + DurableFiles.reason(e), e);
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
