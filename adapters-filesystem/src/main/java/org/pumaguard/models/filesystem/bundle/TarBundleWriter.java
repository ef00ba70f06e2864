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
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.filesystem.archive.CompressionRatioLimit;
import org.pumaguard.models.filesystem.disk.Folders;

/**
 * A bundle on its way, under another name beside its place. Entries have no time, no owner and one
 * mode, so that the same contents give the same bytes.
 */
final class TarBundleWriter implements Bundles.Draft {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int MODE = 0100644;

  private final Path file;
  private final Path draft;
  private final FileChannel channel;
  private final TarArchiveOutputStream tar;
  private final BundleCompression form;
  private long plain;
  private boolean inEntry;
  private boolean published;

  private TarBundleWriter(Path file, Path draft, FileChannel channel, BundleCompression form)
      throws IOException {
    this.file = file;
    this.draft = draft;
    this.channel = channel;
    this.form = form;
    OutputStream raw = new BufferedOutputStream(new ToChannel(channel), BUFFER_BYTES);
    this.tar = new TarArchiveOutputStream(form.compressed(raw), "UTF-8");
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
  }

  static TarBundleWriter begin(Path place, BundleCompression form) throws IOException {
    Path file = place.toAbsolutePath();
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a directory");
    }
    Path folder = Objects.requireNonNull(file.getParent());
    if (Files.notExists(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    PartFile draft = draft(file);
    try {
      return new TarBundleWriter(file, draft.path(), draft.channel(), form);
    } catch (IOException | RuntimeException e) {
      draft.channel().close();
      Files.deleteIfExists(draft.path());
      throw e;
    }
  }

  /** Who hears of a failure knows the bundle's name, not that of the draft. */
  private static PartFile draft(Path file) throws IOException {
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
    plain += bytes.remaining();
    tar.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    bytes.position(bytes.limit());
    checkDensity();
  }

  private void checkDensity() throws IOException {
    if (form != BundleCompression.PLAIN
        && CompressionRatioLimit.mayBecomeSuspicious(plain, channel.position())) {
      throw new Bundles.Malformed(
          "it would be so small beside its contents that an import took it for an archive bomb");
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
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    published = true;
    Folders.force(Objects.requireNonNull(file.getParent()));
    return bytes;
  }

  /** Closing the streams ends the compressed data; the channel stays open to be forced. */
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
    channel.close();
    if (!published) {
      Files.deleteIfExists(draft);
    }
  }

  /** A channel as a stream that does not close it. */
  private static final class ToChannel extends FilterOutputStream {

    ToChannel(FileChannel channel) {
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
