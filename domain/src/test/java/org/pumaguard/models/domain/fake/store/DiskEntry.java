package org.pumaguard.models.domain.fake.store;

import java.util.Arrays;
import org.pumaguard.models.domain.model.Fingerprint;

/** A file or a directory of an {@link InMemoryDisk}, apart from its names. */
final class DiskEntry {

  final long inode;
  final boolean isDirectory;
  int links = 1;
  long mtime;
  long ctime;
  long unreadableFrom = Long.MAX_VALUE;
  private byte[] bytes = new byte[0];
  private byte[] forced = new byte[0];

  DiskEntry(long inode, boolean isDirectory, long time) {
    this.inode = inode;
    this.isDirectory = isDirectory;
    this.mtime = time;
    this.ctime = time;
  }

  int size() {
    return bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }

  void resize(int size) {
    bytes = Arrays.copyOf(bytes, size);
  }

  void force() {
    forced = bytes.clone();
  }

  /** Loses what was not forced: it reads as zeros. */
  void losePower() {
    bytes = Arrays.copyOf(forced, bytes.length);
  }

  Fingerprint fingerprint() {
    return new Fingerprint(bytes.length, mtime, ctime, inode);
  }
}
