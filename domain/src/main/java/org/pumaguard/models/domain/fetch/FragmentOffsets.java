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
 * Where each fragment lies in the whole. A registry may leave sizes out; then a fragment's place is
 * known when the sizes of all fragments before it are, and those come from response headers, before
 * any byte of them has arrived. A header may turn out wrong (an error page has a length too): then
 * the fragments behind it move, and what they had written at the old place does not count. Safe for
 * use by many threads.
 */
public final class FragmentOffsets {

  private static final long UNKNOWN = -1;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Condition said = lock.writeLock().newCondition();
  private final long[] sizes;
  private boolean changed;

  public FragmentOffsets(List<Fragment> fragments) {
    sizes = fragments.stream().mapToLong(fragment -> fragment.size().orElse(UNKNOWN)).toArray();
  }

  /** How many fragments there are. */
  int fragments() {
    return sizes.length;
  }

  /** A fragment is said to have this size in bytes. */
  void size(int fragment, long size) {
    lock.writeLock().lock();
    try {
      changed |= sizes[fragment] != UNKNOWN && sizes[fragment] != size;
      sizes[fragment] = size;
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

  /** How long a fragment is said to be, in bytes. */
  OptionalLong size(int fragment) {
    lock.readLock().lock();
    try {
      return sizes[fragment] == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(sizes[fragment]);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** How long the fragments are together whose sizes are known, in bytes. */
  long known() {
    lock.readLock().lock();
    try {
      return Arrays.stream(sizes).filter(size -> size != UNKNOWN).sum();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Where a fragment begins, when that is known. */
  OptionalLong offset(int fragment) {
    lock.readLock().lock();
    try {
      return sum(fragment);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The length of the whole, when that is known. */
  OptionalLong total() {
    return offset(sizes.length);
  }

  /**
   * Waits until it is known where a fragment begins.
   *
   * @throws CancellationException when the work is cancelled meanwhile
   */
  long awaitOffset(int fragment, Cancellation cancellation) {
    OptionalLong known = offset(fragment);
    if (known.isPresent()) {
      return known.getAsLong();
    }
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      lock.writeLock().lock();
      try {
        OptionalLong offset = sum(fragment);
        while (offset.isEmpty()) {
          cancellation.check();
          said.await();
          offset = sum(fragment);
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
   * Writes bytes of a fragment while nothing can move.
   *
   * @param offset where the writer thinks that the fragment begins
   * @throws Moved when it begins elsewhere by now; nothing was written
   */
  void write(int fragment, long offset, Write write) throws IOException {
    lock.readLock().lock();
    try {
      OptionalLong now = sum(fragment);
      if (now.isEmpty() || now.getAsLong() != offset) {
        throw new Moved();
      }
      write.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  private OptionalLong sum(int fragment) {
    long sum = 0;
    for (int i = 0; i < fragment; i++) {
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

  /** The fragment begins elsewhere than was thought. */
  static final class Moved extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
