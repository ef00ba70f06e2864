package org.pumaguard.models.domain.fake.store;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.pumaguard.models.domain.model.Fingerprint;

/** A file or a directory of an {@link InMemoryDisk}, apart from its names. */
final class DiskEntry {

  final long inode;
  final boolean isDirectory;
  int links = 1;
  long mtime;
  long ctime;
  long unreadableFrom = Long.MAX_VALUE;

  /** Bytes that were written and not forced. */
  final BitSet dirty = new BitSet();

  /** The entries of a directory that survive a power cut, by name. */
  final Map<String, DiskEntry> forcedChildren = new TreeMap<>();

  private int size;
  private byte[] bytes = new byte[0];
  private byte[] forced = new byte[0];

  DiskEntry(long inode, boolean isDirectory, long time) {
    this.inode = inode;
    this.isDirectory = isDirectory;
    this.mtime = time;
    this.ctime = time;
  }

  int size() {
    return size;
  }

  /** The bytes, and possibly more behind them. */
  byte[] buffer() {
    return bytes;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  void resize(int now) {
    if (now > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(now, 2 * bytes.length));
    } else if (now < size) {
      Arrays.fill(bytes, now, size, (byte) 0);
      dirty.set(now, size);
    }
    size = now;
  }

  /** Writes what is dirty; bytes that a failed force lost are not. */
  void force() {
    if (forced.length != size) {
      forced = Arrays.copyOf(forced, size);
    }
    for (int from = dirty.nextSetBit(0); from >= 0 && from < size; ) {
      int end = Math.min(dirty.nextClearBit(from), size);
      System.arraycopy(bytes, from, forced, from, end - from);
      from = dirty.nextSetBit(end);
    }
    dirty.clear();
  }

  /** A force fails: what was dirty is not written, and counts as written. */
  void loseWrites() {
    dirty.clear();
  }

  /** Loses what was not forced: it reads as zeros. */
  void losePower() {
    bytes = Arrays.copyOf(forced, size);
    dirty.clear();
  }

  Fingerprint fingerprint() {
    return new Fingerprint(size, mtime, ctime, inode);
  }
}
