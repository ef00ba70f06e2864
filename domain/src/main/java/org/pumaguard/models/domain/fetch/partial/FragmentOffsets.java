package org.pumaguard.models.domain.fetch.partial;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.policy.ModelLength;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * The offsets of the fragments in the model. A registry may omit sizes; then the offset of a
 * fragment is known when the sizes of all earlier ones are, which response headers announce before
 * the first byte. A header may turn out wrong (an error page has a length too): then later
 * fragments move, and what they had written before does not count. Safe for use by many threads.
 */
public final class FragmentOffsets {

  private static final long UNKNOWN = -1;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Condition sizeChanged = lock.writeLock().newCondition();
  private final long[] sizes;

  /** What is assumed of fragments whose size is unknown. */
  private final long[] assumed;

  private final List<Fragment> fragments;
  private final RepeatedFragments repeated;
  private boolean changed;

  /** The offsets of these fragments. */
  public FragmentOffsets(List<Fragment> fragments) {
    this.fragments = List.copyOf(fragments);
    this.repeated = new RepeatedFragments(fragments);
    this.sizes =
        fragments.stream().mapToLong(fragment -> fragment.size().orElse(UNKNOWN)).toArray();
    this.assumed = new long[sizes.length];
    Arrays.fill(assumed, UNKNOWN);
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] != UNKNOWN) {
        share(i, sizes[i]);
      }
    }
  }

  /** Equal fragments have equal sizes; one that the registry states is not replaced. */
  private void share(int fragment, long size) {
    for (int other : repeated.of(fragment)) {
      if (fragments.get(other).size().isEmpty()) {
        changed |= sizes[other] != UNKNOWN && sizes[other] != size;
        sizes[other] = size;
      }
    }
  }

  /** The number of fragments. */
  int fragments() {
    return sizes.length;
  }

  /** Sets the size of a fragment in bytes, as the registry or a source announces it. */
  public void size(int fragment, long size) {
    lock.writeLock().lock();
    try {
      long before = effective(fragment);
      changed |= before != UNKNOWN && before != size;
      sizes[fragment] = size;
      share(fragment, size);
      sizeChanged.signalAll();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Assumes that a fragment of unknown size is as long as another one, so that those behind it need
   * not wait. If that turns out wrong they move. Nothing is assumed while no size is known.
   */
  public void assumeCommonSize(int fragment) {
    lock.writeLock().lock();
    try {
      for (int i = 0; i < sizes.length - 1 && sizes[fragment] == UNKNOWN; i++) {
        if (sizes[i] != UNKNOWN) {
          assumed[fragment] = sizes[i];
          sizeChanged.signalAll();
          return;
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private long effective(int fragment) {
    return sizes[fragment] == UNKNOWN ? assumed[fragment] : sizes[fragment];
  }

  /** Whether an announced size was corrected: fragments may have overwritten each other. */
  public boolean hasChanged() {
    lock.readLock().lock();
    try {
      return changed;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The announced size of a fragment in bytes. */
  public OptionalLong size(int fragment) {
    lock.readLock().lock();
    try {
      return sizes[fragment] == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(sizes[fragment]);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The sum of all known sizes in bytes. */
  public long known() {
    lock.readLock().lock();
    try {
      return Arrays.stream(sizes).filter(size -> size != UNKNOWN).sum();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The offset of a fragment, if known. */
  public OptionalLong offset(int fragment) {
    lock.readLock().lock();
    try {
      return sum(fragment);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The length of the model; estimated while that of a fragment is unknown. */
  public ModelLength length() {
    lock.readLock().lock();
    try {
      return ModelLength.of(sizes);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The length of the model, if known. */
  public OptionalLong total() {
    lock.readLock().lock();
    try {
      boolean isKnown = Arrays.stream(sizes).allMatch(size -> size != UNKNOWN);
      return isKnown ? sum(sizes.length) : OptionalLong.empty();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Waits until the offset of a fragment is known.
   *
   * @throws CancellationException if cancelled while waiting
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
          sizeChanged.await();
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
   * Runs a write of bytes of a fragment, during which no fragment can move.
   *
   * @param offset the offset of the fragment that the write is based on
   * @throws Moved if the fragment has another offset by now; the write is not run
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
      long size = effective(i);
      if (size == UNKNOWN) {
        return OptionalLong.empty();
      }
      sum = Math.addExact(sum, size);
    }
    return OptionalLong.of(sum);
  }

  private void wake() {
    lock.writeLock().lock();
    try {
      sizeChanged.signalAll();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** A write into the partial. */
  interface Write {
    void run() throws IOException;
  }

  /** The fragment has another offset than the write was based on. */
  public static final class Moved extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
