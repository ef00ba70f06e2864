package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.filesystem.disk.BootId;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.FileContent;
import org.pumaguard.models.filesystem.disk.GroupAccess;

/**
 * A partial as a file, with a journal beside it. The journal has a line for each fragment that is
 * verified and durable, and lines for the received ranges of unfinished fragments. A torn line is
 * ignored, and so is a line about bytes beyond the end of the file.
 */
final class FilePartial implements Partial {

  private static final int BUFFER_BYTES = 128 * 1024;

  private final Path file;
  private final JournalFile journal;
  private final FileChannel channel;
  private final Optional<String> boot = BootId.current();
  private final JournalEntries opened;
  private volatile boolean isLost;

  private FilePartial(Path file, JournalFile journal, FileChannel channel, boolean isNew)
      throws IOException {
    this.file = file;
    this.journal = journal;
    this.channel = channel;
    this.opened = JournalEntries.read(isNew ? List.of() : journal.lines(), channel.size(), boot);
  }

  static FilePartial open(CacheLayout layout, Sha256 content) throws IOException {
    Path file = layout.partial(content);
    Path journal = layout.journal(content);
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS));
    try {
      boolean isNew = channel.size() == 0;
      if (isNew) {
        GroupAccess.grant(layout, file);
        if (FileAttributes.fingerprint(journal).isPresent()) {
          // It describes an earlier file and must not apply to this one once it has grown.
          Files.delete(journal);
        }
      }
      FilePartial partial =
          new FilePartial(file, new JournalFile(layout, journal, !isNew), channel, isNew);
      for (ByteRange range : partial.opened.unforced()) {
        partial.rewrite(range);
      }
      return partial;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether there may be a journal: false if none was found, and none written since. */
  boolean mayHaveJournal() {
    return journal.mayExist();
  }

  /** The file that holds the bytes. */
  Path file() {
    return file;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(long offset, ByteBuffer into) throws IOException {
    return channel.read(into, offset);
  }

  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    requireUsable();
    DurableFiles.writeFully(channel, bytes, offset);
  }

  @Override
  public long copy(long offset, Content from, ByteRange range) throws IOException {
    long copied = from instanceof FileContent source ? source.copyTo(file, range, offset) : 0;
    ByteRange rest = new ByteRange(range.offset() + copied, range.length() - copied);
    return copied + copyThroughMemory(offset + copied, from, rest);
  }

  private long copyThroughMemory(long offset, Content from, ByteRange range) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long done = 0;
    while (done < range.length()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), range.length() - done));
      int count = read(from, range.offset() + done, buffer);
      if (count < 0) {
        break;
      }
      write(offset + done, buffer.flip());
      done += count;
    }
    return done;
  }

  private static int read(Content from, long offset, ByteBuffer into) throws IOException {
    try {
      return from.read(offset, into);
    } catch (ClosedChannelException e) {
      // An interruption, which says nothing about the content.
      throw e;
    } catch (IOException e) {
      throw new Unreadable(e);
    }
  }

  @Override
  public synchronized void truncate(long size) throws IOException {
    if (size == 0) {
      journal.delete();
    }
    channel.truncate(size);
  }

  @Override
  public void force() throws IOException {
    requireUsable();
    try {
      channel.force(false);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  @Override
  public void forceJournal() throws IOException {
    requireUsable();
    try {
      journal.force();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /**
   * Deletes the partial after a failed force. Linux then treats the pages as written, so they read
   * well until they leave the page cache, and another force succeeds without writing them
   * (fsync(2), EIO). The journal goes first: without it, nothing in a partial counts.
   */
  private synchronized IOException lost(IOException failure) {
    // A closed channel was not forced: its bytes count as written and unforced.
    if (!(failure instanceof ClosedChannelException)) {
      isLost = true;
      try {
        journal.delete();
        Files.deleteIfExists(file);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    return failure;
  }

  private void requireUsable() throws IOException {
    if (isLost) {
      throw new FileSystemException(
          file.toString(), null, "the disk could not write it, so it was deleted");
    }
  }

  @Override
  public void record(Journal forced) throws IOException {
    StringBuilder lines = new StringBuilder();
    forced
        .verified()
        .forEach(fragment -> lines.append(new RangeLine(fragment.sha256(), fragment.range())));
    forced.unfinished().forEach(part -> lines.append(new UnfinishedLine(part, Optional.empty())));
    append(lines);
  }

  @Override
  public void noteUntilRestart(List<Unfinished> parts) throws IOException {
    StringBuilder lines = new StringBuilder();
    if (boot.isPresent()) {
      parts.forEach(part -> lines.append(new UnfinishedLine(part, boot)));
    }
    append(lines);
  }

  private synchronized void append(StringBuilder lines) throws IOException {
    requireUsable();
    if (!lines.isEmpty()) {
      journal.append(lines.toString());
    }
  }

  @Override
  public Journal journal() {
    return opened.journal();
  }

  @Override
  public void close() throws IOException {
    // An empty partial cannot be resumed and would be listed as a partial download.
    boolean isEmpty = channel.isOpen() && channel.size() == 0;
    channel.close();
    journal.close();
    if (isEmpty && !isLost) {
      journal.delete();
      Files.deleteIfExists(file);
    }
  }

  /**
   * Writes bytes again as they read, so that the next force writes them. The force of an earlier
   * process may have failed without a trace.
   */
  private void rewrite(ByteRange range) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long offset = range.offset();
    while (offset < range.end()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - offset));
      int count = channel.read(buffer, offset);
      if (count < 0) {
        return;
      }
      DurableFiles.writeFully(channel, buffer.flip(), offset);
      offset += count;
    }
  }
}
