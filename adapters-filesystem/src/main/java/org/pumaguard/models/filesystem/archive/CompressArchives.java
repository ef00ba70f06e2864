package org.pumaguard.models.filesystem.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

/** Reads archives and compressed files with Apache Commons Compress. */
public final class CompressArchives implements Archives {

  private static final int BUFFER_BYTES = 128 * 1024;
  private static final int TAR_BLOCK = 512;

  private final DecoderMemory memory;

  /** With the memory of this JVM. */
  public CompressArchives() {
    this(DecoderMemory.OF_JVM);
  }

  CompressArchives(DecoderMemory memory) {
    this.memory = memory;
  }

  @Override
  public void decompress(Compression compression, Content content, Sink sink) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream stream =
        openDecoder(format(compression), content, new ContentInputStream(content))) {
      for (int count = read(stream, buffer, content);
          count >= 0;
          count = read(stream, buffer, content)) {
        sink.accept(ByteBuffer.wrap(buffer, 0, count));
      }
    }
  }

  @Override
  public void unpack(Content archive, Path directory, Limits limits, Cancellation cancellation)
      throws IOException {
    read(archive, new ArchiveExtractor(directory, limits, archive.size(), cancellation));
  }

  @Override
  public Optional<String> difference(Content archive, Path directory, Cancellation cancellation)
      throws IOException {
    UnpackedComparator comparison = new UnpackedComparator(directory, cancellation);
    read(archive, comparison);
    return comparison.difference();
  }

  @Override
  public boolean isExactly(Content archive, Path directory, Cancellation cancellation)
      throws IOException {
    UnpackedComparator comparison = new UnpackedComparator(directory, cancellation);
    read(archive, comparison);
    return comparison.difference().isEmpty() && comparison.hasNoExtraFiles();
  }

  private void read(Content archive, ArchiveVisitor entries) throws IOException {
    try {
      if (isZip(archive)) {
        readZip(archive, entries);
      } else {
        readTar(archive, entries);
      }
    } catch (IllegalArgumentException e) {
      // Commons Compress throws this for header fields that are out of range.
      throw DecodingErrors.ofArchive(e);
    }
  }

  private void readTar(Content archive, ArchiveVisitor entries) throws IOException {
    try (InputStream raw = new BufferedInputStream(new ContentInputStream(archive), BUFFER_BYTES);
        InputStream plain = decompressIfCompressed(archive, raw);
        BoundedHeaderInputStream guard = new BoundedHeaderInputStream(requireTar(plain));
        TarArchiveInputStream tar = new TarArchiveInputStream(guard)) {
      for (TarArchiveEntry entry = next(tar, guard); entry != null; entry = next(tar, guard)) {
        if (entry.isDirectory()) {
          entries.directory(entry.getName());
        } else if (isRegularFile(entry)) {
          entries.file(entry.getName(), (entry.getMode() & 0100) != 0, tar);
        } else {
          throw new Malformed("entry '" + entry.getName() + "' is not a regular file or directory");
        }
      }
    }
  }

  private void readZip(Content archive, ArchiveVisitor entries) throws IOException {
    try (ZipFile zip = open(archive)) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        if (isSpecialFile(entry) || !zip.canReadEntryData(entry)) {
          throw new Malformed(
              "entry '" + entry.getName() + "' is not a regular file, or is encrypted");
        }
        if (entry.isDirectory()) {
          entries.directory(entry.getName());
        } else {
          requireDecoder(zip, entry);
          try (InputStream bytes = zip.getInputStream(entry)) {
            entries.file(entry.getName(), (entry.getUnixMode() & 0100) != 0, bytes);
          }
        }
      }
    } catch (ZipException e) {
      throw DecodingErrors.ofArchive(e);
    }
  }

  private void requireDecoder(ZipFile zip, ZipArchiveEntry entry) throws IOException {
    ZipMethod method = ZipMethod.getMethodByCode(entry.getMethod());
    if (method == ZipMethod.XZ) {
      DecoderLibrary.XZ.require();
      memory.require(CompressorStreamFactory.XZ, zip.getRawInputStream(entry));
    } else if (method == ZipMethod.ZSTD || method == ZipMethod.ZSTD_DEPRECATED) {
      ZstdLibrary.load();
    }
  }

  private static ZipFile open(Content archive) throws IOException {
    try {
      return ZipFile.builder().setSeekableByteChannel(new ContentChannel(archive)).get();
    } catch (IOException e) {
      throw DecodingErrors.ofArchive(e);
    }
  }

  private static boolean isRegularFile(TarArchiveEntry entry) {
    return entry.getLinkFlag() == TarConstants.LF_NORMAL
        || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
  }

  /** The Unix file type in a zip entry is optional; 0 means not recorded. */
  private static boolean isSpecialFile(ZipArchiveEntry entry) {
    int kind = entry.getUnixMode() & 0170000;
    return kind != 0 && kind != 0100000 && kind != 0040000;
  }

  private static boolean isZip(Content archive) throws IOException {
    ByteBuffer magic = ByteBuffer.allocate(4);
    archive.read(0, magic);
    byte[] bytes = magic.array();
    return bytes[0] == 'P'
        && bytes[1] == 'K'
        && ((bytes[2] == 3 && bytes[3] == 4) || (bytes[2] == 5 && bytes[3] == 6));
  }

  /** Decompresses according to the magic number; returns the stream itself if there is none. */
  private InputStream decompressIfCompressed(Content archive, InputStream raw) throws IOException {
    String format;
    try {
      format = CompressorStreamFactory.detect(raw);
    } catch (CompressorException e) {
      return raw;
    }
    return new BufferedInputStream(openDecoder(format, archive, raw), BUFFER_BYTES);
  }

  private static InputStream requireTar(InputStream plain) throws IOException {
    plain.mark(TAR_BLOCK);
    byte[] header = new byte[TAR_BLOCK];
    int length = readBlock(plain, header);
    plain.reset();
    if (!TarArchiveInputStream.matches(header, length)) {
      throw new Malformed("not a tar or zip archive");
    }
    return plain;
  }

  private static int readBlock(InputStream plain, byte[] block) throws IOException {
    try {
      return plain.readNBytes(block, 0, block.length);
    } catch (IOException e) {
      throw DecodingErrors.ofArchive(e);
    }
  }

  private static TarArchiveEntry next(TarArchiveInputStream tar, BoundedHeaderInputStream guard)
      throws IOException {
    guard.beginHeader();
    try {
      return tar.getNextEntry();
    } catch (IOException e) {
      throw DecodingErrors.ofArchive(e);
    } finally {
      guard.endHeader();
    }
  }

  private static int read(InputStream stream, byte[] buffer, Content content) throws IOException {
    try {
      return read(stream, buffer);
    } catch (Malformed e) {
      ByteBuffer beginning = ByteBuffer.allocate(ZstdFrame.MAX_HEADER_BYTES);
      content.read(0, beginning);
      Exception cause = e.getCause() instanceof IOException decoding ? decoding : e;
      Optional<Unsupported> refusal = DecodingErrors.refusal(cause, beginning.array());
      throw refusal.isPresent() ? refusal.get() : e;
    }
  }

  private InputStream openDecoder(String format, Content content, InputStream raw)
      throws IOException {
    DecoderLibrary.require(format);
    int limit = memory.require(format, new ContentInputStream(content));
    try {
      return new CompressorStreamFactory(true, limit).createCompressorInputStream(format, raw);
    } catch (CompressorException e) {
      throw DecodingErrors.ofData(e);
    }
  }

  /** Attributes read failures to the archive, as opposed to failures of the sink. */
  static int read(InputStream stream, byte[] buffer) throws IOException {
    try {
      return stream.read(buffer);
    } catch (IOException e) {
      throw DecodingErrors.ofData(e);
    }
  }

  private static String format(Compression compression) {
    return switch (compression) {
      case GZ -> CompressorStreamFactory.GZIP;
      case XZ -> CompressorStreamFactory.XZ;
      case BZ2 -> CompressorStreamFactory.BZIP2;
      case ZST -> CompressorStreamFactory.ZSTANDARD;
    };
  }
}
