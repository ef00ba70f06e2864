package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.FileContent;

/**
 * A partial as a file, with a journal beside it. The journal has a line for each fragment that is
 * verified and durable, and lines for the received ranges of unfinished fragments. A torn line is
 * ignored, and so is a line about bytes beyond the end of the file.
 */
final class FilePartial implements Partial {

  private static final int BUFFER_BYTES = 128 * 1024;

  private final Path file;
  private final Path journal;
  private final FileChannel channel;
  private final Optional<String> boot = BootId.current();
  private final List<FragmentRange> confirmed = new ArrayList<>();
  private final List<Unfinished> begun = new ArrayList<>();

  private FilePartial(Path file, Path journal, FileChannel channel) {
    this.file = file;
    this.journal = journal;
    this.channel = channel;
  }

  static FilePartial open(Path file, Path journal) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS));
    try {
      if (channel.size() == 0 && FileAttributes.fingerprint(journal).isPresent()) {
        // The journal describes an earlier file and must not apply to this one once it has grown.
        Files.delete(journal);
      }
      FilePartial partial = new FilePartial(file, journal, channel);
      partial.readJournal(channel.size());
      return partial;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
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

  private static int read(Content from, long offset, ByteBuffer into) throws Unreadable {
    try {
      return from.read(offset, into);
    } catch (IOException e) {
      throw new Unreadable(e);
    }
  }

  @Override
  public synchronized void truncate(long size) throws IOException {
    if (size == 0) {
      Files.deleteIfExists(journal);
    }
    channel.truncate(size);
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void confirm(FragmentRange fragment) throws IOException {
    append(new RangeLine(fragment.sha256(), fragment.range()).toString());
  }

  @Override
  public void note(List<Unfinished> parts) throws IOException {
    append(parts, Optional.empty());
  }

  @Override
  public void noteUntilRestart(List<Unfinished> parts) throws IOException {
    if (boot.isPresent()) {
      append(parts, boot);
    }
  }

  private void append(List<Unfinished> parts, Optional<String> until) throws IOException {
    StringBuilder lines = new StringBuilder();
    parts.forEach(part -> lines.append(new UnfinishedLine(part, until)));
    if (!parts.isEmpty()) {
      append(lines.toString());
    }
  }

  private synchronized void append(String line) throws IOException {
    Files.write(
        journal,
        line.getBytes(StandardCharsets.US_ASCII),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Journal journal() {
    return new Journal(confirmed, begun);
  }

  @Override
  public void close() throws IOException {
    // An empty partial cannot be resumed and would be listed as a partial download.
    boolean isEmpty = channel.isOpen() && channel.size() == 0;
    channel.close();
    if (isEmpty) {
      Files.deleteIfExists(journal);
      Files.deleteIfExists(file);
    }
  }

  private void readJournal(long size) throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(journal), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return;
    }
    int begin = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      String line = text.substring(begin, end);
      RangeLine.parse(line)
          .map(fragment -> new FragmentRange(fragment.sha256(), fragment.range()))
          .filter(fragment -> fragment.range().end() <= size)
          .ifPresent(confirmed::add);
      UnfinishedLine.parse(line)
          .filter(noted -> noted.boot().isEmpty() || noted.boot().equals(boot))
          .map(UnfinishedLine::begun)
          .filter(part -> part.base() + part.range().end() <= size)
          .ifPresent(begun::add);
      begin = end + 1;
    }
    if (begin < text.length()) {
      cutOff(journal, begin);
    }
  }

  /** Truncates a torn last line, so that the next line is not appended to it. */
  private static void cutOff(Path journal, long length) throws IOException {
    try (FileChannel channel =
        FileChannel.open(journal, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      channel.truncate(length);
    }
  }
}
