package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pumaguard.models.domain.port.Content;

/** An open file of an {@link InMemoryDisk}; it stays open when its name is given to another. */
final class InMemoryFile implements Content {

  private final InMemoryDisk disk;
  private final Path path;
  private final DiskEntry file;

  InMemoryFile(InMemoryDisk disk, Path path, DiskEntry file) {
    this.disk = disk;
    this.path = path;
    this.file = file;
  }

  @Override
  public long size() {
    synchronized (disk) {
      return file.size();
    }
  }

  @Override
  public int read(long offset, ByteBuffer into) throws IOException {
    synchronized (disk) {
      if (offset >= file.size()) {
        return -1;
      }
      int count = (int) Math.min(into.remaining(), file.size() - offset);
      if (offset + count > file.unreadableFrom) {
        throw new IOException("Input/output error");
      }
      into.put(file.buffer(), (int) offset, count);
      return count;
    }
  }

  void write(long offset, byte[] bytes) throws IOException {
    synchronized (disk) {
      if (bytes.length == 0) {
        return;
      }
      disk.faults().step(path);
      int end = Math.toIntExact(offset + bytes.length);
      if (end > file.size()) {
        disk.resize(path, file, end);
      }
      System.arraycopy(bytes, 0, file.buffer(), (int) offset, bytes.length);
      file.dirty.set((int) offset, end);
      changed();
    }
  }

  void truncate(long size) throws IOException {
    synchronized (disk) {
      if (size < file.size()) {
        disk.faults().step(path);
        file.resize((int) size);
        changed();
      }
    }
  }

  void force() throws IOException {
    synchronized (disk) {
      if (disk.faults().skipsForces()) {
        return;
      }
      disk.faults().step(path);
      if (disk.faults().takeFailedForce()) {
        file.loseWrites();
        throw new DiskFaults.LostWrites();
      }
      file.force();
    }
  }

  private void changed() {
    file.mtime = disk.tick();
    file.ctime = file.mtime;
  }

  @Override
  public void close() {}
}
