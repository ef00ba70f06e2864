package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Partial;

/** An open unfinished download of an {@link InMemoryStore}. */
final class InMemoryPartial implements Partial {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final InMemoryStore store;
  private final Sha256 content;
  private final InMemoryFile file;
  private final Journal opened;
  private volatile boolean isLost;

  InMemoryPartial(InMemoryStore store, Sha256 content, InMemoryFile file) {
    this.store = store;
    this.content = content;
    this.file = file;
    List<JournalLine> lines =
        store.journals.getOrDefault(content, List.of()).stream()
            .filter(line -> line.range().end() <= file.size())
            .toList();
    this.opened =
        new Journal(
            lines.stream().map(JournalLine::verified).flatMap(Optional::stream).toList(),
            lines.stream().map(JournalLine::unfinished).flatMap(Optional::stream).toList());
  }

  @Override
  public long size() {
    return file.size();
  }

  @Override
  public int read(long offset, ByteBuffer into) throws IOException {
    return file.read(offset, into);
  }

  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    requireUsable();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    file.write(offset, copy);
  }

  @Override
  public long copy(long offset, Content from, ByteRange range) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long done = 0;
    while (done < range.length()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), range.length() - done));
      int count;
      try {
        count = from.read(range.offset() + done, buffer);
      } catch (IOException e) {
        throw new Content.Unreadable(e);
      }
      if (count <= 0) {
        break;
      }
      write(offset + done, buffer.flip());
      done += count;
    }
    return done;
  }

  @Override
  public void truncate(long size) throws IOException {
    if (size == 0) {
      store.dropJournal(content);
    }
    file.truncate(size);
  }

  @Override
  public void force() throws IOException {
    requireUsable();
    try {
      file.force();
    } catch (DiskFaults.LostWrites e) {
      isLost = true;
      store.dropJournal(content);
      store.disk.deleteIfExists(store.partial(content));
      throw e;
    }
  }

  @Override
  public void record(Journal forced) throws IOException {
    append(
        Stream.concat(
            forced.verified().stream().map(JournalLine::of),
            forced.unfinished().stream().map(part -> JournalLine.of(part, false))));
  }

  @Override
  public void noteUntilRestart(List<Unfinished> parts) throws IOException {
    append(parts.stream().map(part -> JournalLine.of(part, true)));
  }

  @Override
  public void forceJournal() throws IOException {
    requireUsable();
    store.disk.faults().step(store.partial(content));
    store.forceJournal(content);
  }

  @Override
  public Journal journal() {
    return opened;
  }

  @Override
  public void close() throws IOException {
    if (file.size() == 0
        && store
            .disk
            .fingerprint(store.partial(content))
            .filter(now -> now.size() == 0)
            .isPresent()) {
      store.dropJournal(content);
      store.disk.deleteIfExists(store.partial(content));
    }
  }

  private void requireUsable() throws IOException {
    if (isLost) {
      throw new IOException("the partial was deleted after a failed force");
    }
  }

  private void append(Stream<JournalLine> lines) throws IOException {
    requireUsable();
    store.disk.faults().step(store.partial(content));
    store.journal(content).addAll(lines.toList());
  }
}
