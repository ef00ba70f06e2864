package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Where each piece lies in the whole. A registry may leave sizes out; then a piece's place is known
 * when the sizes of all pieces before it are, and those come from response headers, before any byte
 * of them has arrived. A header may turn out wrong (an error page has a length too): then the
 * pieces behind it move, and what they had written at the old place does not count. Safe for use by
 * many threads.
 */
public final class FragmentOffsets {

  private static final long UNKNOWN = -1;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Condition said = lock.writeLock().newCondition();
  private final long[] sizes;
  private boolean changed;

  public FragmentOffsets(List<Fragment> pieces) {
    sizes = pieces.stream().mapToLong(piece -> piece.size().orElse(UNKNOWN)).toArray();
  }

  /** How many pieces there are. */
  int pieces() {
    return sizes.length;
  }

  /** A piece is said to have this size in bytes. */
  void size(int piece, long size) {
    lock.writeLock().lock();
    try {
      changed |= sizes[piece] != UNKNOWN && sizes[piece] != size;
      sizes[piece] = size;
      said.signalAll();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Whether a size was said that turned out wrong: what was written then may lie over others. */
  public boolean hasChanged() {
    lock.readLock().lock();
    try {
      return changed;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** How long a piece is said to be, in bytes. */
  OptionalLong size(int piece) {
    lock.readLock().lock();
    try {
      return sizes[piece] == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(sizes[piece]);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** How long the pieces are together whose sizes are known, in bytes. */
  long known() {
    lock.readLock().lock();
    try {
      return Arrays.stream(sizes).filter(size -> size != UNKNOWN).sum();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Where a piece begins, when that is known. */
  OptionalLong offset(int piece) {
    lock.readLock().lock();
    try {
      return sum(piece);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The length of the whole, when that is known. */
  OptionalLong total() {
    return offset(sizes.length);
  }

  /**
   * Waits until it is known where a piece begins.
   *
   * @throws CancellationException when the work is cancelled meanwhile
   */
  long awaitOffset(int piece, Cancellation cancellation) {
    OptionalLong known = offset(piece);
    if (known.isPresent()) {
      return known.getAsLong();
    }
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      lock.writeLock().lock();
      try {
        OptionalLong offset = sum(piece);
        while (offset.isEmpty()) {
          cancellation.check();
          said.await();
          offset = sum(piece);
        }
        return offset.getAsLong();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException();
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  /**
   * Writes bytes of a piece while nothing can move.
   *
   * @param offset where the writer thinks that the piece begins
   * @throws Moved when it begins elsewhere by now; nothing was written
   */
  void write(int piece, long offset, Write write) throws IOException {
    lock.readLock().lock();
    try {
      OptionalLong now = sum(piece);
      if (now.isEmpty() || now.getAsLong() != offset) {
        throw new Moved();
      }
      write.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  private OptionalLong sum(int piece) {
    long sum = 0;
    for (int i = 0; i < piece; i++) {
      if (sizes[i] == UNKNOWN) {
        return OptionalLong.empty();
      }
      sum = Math.addExact(sum, sizes[i]);
    }
    return OptionalLong.of(sum);
  }

  private void wake() {
    lock.writeLock().lock();
    try {
      said.signalAll();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Puts bytes at their place. */
  interface Write {
    void run() throws IOException;
  }

  /** The piece begins elsewhere than was thought. */
  static final class Moved extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
