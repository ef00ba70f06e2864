package org.pumaguard.models.filesystem.bundle;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.filesystem.archive.CompressionRatioLimit;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.Moves;

/**
 * Writes a bundle to a part file, which is renamed when complete. Entries have no timestamp, no
 * owner and a fixed mode, so the output is reproducible.
 */
final class TarBundleWriter implements Bundles.Draft {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int MODE = 0100644;

  private final Path file;
  private final PartFile part;
  private final FileChannel channel;
  private final TarArchiveOutputStream tar;
  private final BundleCompression compression;
  private long expanded;
  private boolean inEntry;
  private boolean published;

  private TarBundleWriter(Path file, PartFile part, BundleCompression compression)
      throws IOException {
    this.file = file;
    this.part = part;
    this.channel = part.channel();
    this.compression = compression;
    OutputStream raw = new BufferedOutputStream(new ChannelOutputStream(channel), BUFFER_BYTES);
    this.tar = new TarArchiveOutputStream(compression.compress(raw), "UTF-8");
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
  }

  static TarBundleWriter begin(Path place, BundleCompression compression) throws IOException {
    Path file = place.toAbsolutePath();
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
    Path folder = Objects.requireNonNull(file.getParent());
    if (Files.notExists(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    PartFile part = createPartFile(file);
    try {
      return new TarBundleWriter(file, part, compression);
    } catch (IOException | RuntimeException e) {
      part.close();
      Files.deleteIfExists(part.path());
      throw e;
    }
  }

  /** Reports failures with the name of the bundle instead of that of the part file. */
  private static PartFile createPartFile(Path file) throws IOException {
    try {
      return PartFile.create(file);
    } catch (AccessDeniedException e) {
      throw (IOException) new AccessDeniedException(file.toString()).initCause(e);
    } catch (FileSystemException e) {
      throw (IOException)
          new FileSystemException(file.toString(), null, e.getReason()).initCause(e);
    }
  }

  @Override
  public void begin(Bundles.Entry entry) throws IOException {
    endEntry();
    TarArchiveEntry header = new TarArchiveEntry(entry.name());
    header.setSize(entry.size());
    header.setMode(MODE);
    header.setModTime(0);
    header.setIds(0, 0);
    header.setNames("", "");
    tar.putArchiveEntry(header);
    inEntry = true;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    expanded += bytes.remaining();
    tar.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    bytes.position(bytes.limit());
    checkRatio();
  }

  private void checkRatio() throws IOException {
    if (compression != BundleCompression.PLAIN
        && CompressionRatioLimit.DEFAULT.isNear(expanded, channel.position())) {
      throw new Bundles.Malformed(
          "contents compress by more than 500 to 1, which an import would refuse as an archive bomb;"
              + " create an uncompressed bundle");
    }
  }

  @Override
  public long publish() throws IOException {
    endEntry();
    tar.finish();
    tar.flush();
    finishCompression();
    channel.force(true);
    long bytes = channel.size();
    Moves.replace(part.path(), file, PartFile.another(part.path()));
    published = true;
    Folders.force(Objects.requireNonNull(file.getParent()));
    return bytes;
  }

  /** Closing the streams completes the compressed data; the channel stays open for the sync. */
  private void finishCompression() throws IOException {
    tar.close();
  }

  private void endEntry() throws IOException {
    if (inEntry) {
      tar.closeArchiveEntry();
      inEntry = false;
    }
  }

  @Override
  public void close() throws IOException {
    part.close();
    if (!published) {
      Files.deleteIfExists(part.path());
    }
  }

  /** Writes to a channel; closing the stream flushes it and leaves the channel open. */
  private static final class ChannelOutputStream extends FilterOutputStream {

    ChannelOutputStream(FileChannel channel) {
      super(Channels.newOutputStream(channel));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
