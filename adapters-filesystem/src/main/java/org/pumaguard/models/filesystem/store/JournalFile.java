package org.pumaguard.models.filesystem.store;

import java.io.Closeable;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.GroupAccess;

/** The journal of an open partial: a file of lines. Thread-safe. */
final class JournalFile implements Closeable {

  private final CacheLayout layout;
  private final Path file;
  private Optional<FileChannel> channel = Optional.empty();
  private boolean isEntryForced;
  private boolean mayExist;

  /**
   * The journal at a path.
   *
   * @param mayExist false if there is surely no file yet
   */
  JournalFile(CacheLayout layout, Path file, boolean mayExist) {
    this.layout = layout;
    this.file = file;
    this.mayExist = mayExist;
  }

  synchronized boolean mayExist() {
    return mayExist;
  }

  /**
   * The complete lines, without their newlines. A torn last line is cut off, so that the next line
   * is not appended to it.
   */
  synchronized List<String> lines() throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    int begin = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      lines.add(text.substring(begin, end));
      begin = end + 1;
    }
    if (begin < text.length()) {
      open().truncate(begin);
    }
    return lines;
  }

  /** Appends lines that end with newlines; creates the file. */
  synchronized void append(String lines) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.US_ASCII));
    FileChannel out = open();
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Forces the lines to disk, and the names of the journal and its partial. */
  synchronized void force() throws IOException {
    open().force(false);
    if (!isEntryForced) {
      Folders.force(Objects.requireNonNull(file.getParent()));
      isEntryForced = true;
    }
  }

  /** Deletes the file; the next line creates another one. */
  synchronized void delete() throws IOException {
    close();
    isEntryForced = false;
    if (mayExist) {
      Files.deleteIfExists(file);
      mayExist = false;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
      channel = Optional.empty();
    }
  }

  /**
   * The open file. One channel is used for all lines, since it sees the errors of all writes. An
   * interrupted thread closes a channel.
   */
  private FileChannel open() throws IOException {
    FileChannel known = channel.filter(FileChannel::isOpen).orElse(null);
    if (known != null) {
      return known;
    }
    FileChannel opened =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS));
    mayExist = true;
    channel = Optional.of(opened);
    if (opened.size() == 0) {
      GroupAccess.grant(layout, file);
    }
    return opened;
  }
}
