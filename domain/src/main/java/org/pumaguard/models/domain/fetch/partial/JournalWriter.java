package org.pumaguard.models.domain.fetch.partial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.port.Partial;

/**
 * Records progress in the journal of a partial during a download. Entries that survive a killed
 * process are cheap and written often. Entries that survive a power cut need a force of the data
 * before; a background thread writes them, after a number of bytes or seconds, so that little is
 * left to be forced at the end.
 */
public final class JournalWriter {

  private static final long NOTE_BYTES = 128 * 1024;
  private static final long NOTE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long FORCE_BYTES = 8 << 20;
  private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Partial partial;
  private final Consumer<Callable<?>> background;
  private final Set<Unfinished> unfinished = ConcurrentHashMap.newKeySet();
  private final Queue<FragmentRange> verified = new ConcurrentLinkedQueue<>();
  private final AtomicLong unnoted = new AtomicLong();
  private final AtomicLong unforced = new AtomicLong();
  private final AtomicBoolean noting = new AtomicBoolean();
  private final AtomicBoolean forcing = new AtomicBoolean();
  private final Object journal = new Object();
  private int discards;
  private volatile boolean forced = true;
  private volatile long notedNanos = System.nanoTime();
  private volatile long forcedNanos = System.nanoTime();

  /**
   * Nothing is recorded yet.
   *
   * @param background runs tasks that may take long
   */
  public JournalWriter(Partial partial, Consumer<Callable<?>> background) {
    this.partial = partial;
    this.background = background;
  }

  /** Bytes were written to the partial. */
  public void wrote(int bytes) throws IOException {
    long now = System.nanoTime();
    if (unnoted.addAndGet(bytes) >= NOTE_BYTES
        && now - notedNanos >= NOTE_NANOS
        && noting.compareAndSet(false, true)) {
      unnoted.set(0);
      notedNanos = now;
      try {
        noteUntilRestart();
      } finally {
        noting.set(false);
      }
    }
    if (unforced.addAndGet(bytes) >= FORCE_BYTES || now - forcedNanos >= FORCE_NANOS) {
      start();
    }
  }

  /** Voids entries of a fragment. */
  public void discard(List<Partial.Unfinished> voids) throws IOException {
    synchronized (journal) {
      discards++;
      partial.note(voids);
    }
  }

  private void noteUntilRestart() throws IOException {
    synchronized (journal) {
      partial.noteUntilRestart(parts());
    }
  }

  private void note(List<Partial.Unfinished> parts, int discardsBefore) throws IOException {
    synchronized (journal) {
      // Entries that were voided during the force must not be written again.
      if (discards == discardsBefore) {
        partial.note(parts);
      }
    }
  }

  private int discards() {
    synchronized (journal) {
      return discards;
    }
  }

  /** Records this fragment from now on. */
  public void add(Unfinished fragment) {
    unfinished.add(fragment);
  }

  /** Stops recording this fragment. */
  public void remove(Unfinished fragment) {
    unfinished.remove(fragment);
  }

  /** Records a fragment that was written and verified. */
  public void verified(FragmentRange fragment) {
    verified.add(fragment);
    start();
  }

  /** Records what is present after a failure, so that the next process can resume. */
  public void recordBestEffort() {
    try {
      // After a failed force, a later force may succeed without having written the data.
      if (forced) {
        force();
      }
    } catch (IOException e) {
      // The caller reports the failure of the download; the next process fetches more.
      return;
    }
  }

  private List<Partial.Unfinished> parts() {
    return unfinished.stream().flatMap(fragment -> fragment.entries().stream()).toList();
  }

  private synchronized void force() throws IOException {
    unforced.set(0);
    List<FragmentRange> fragments = new ArrayList<>();
    for (FragmentRange fragment = verified.poll(); fragment != null; fragment = verified.poll()) {
      fragments.add(fragment);
    }
    int discardsBefore = discards();
    List<Partial.Unfinished> parts = parts();
    if (!fragments.isEmpty() || !parts.isEmpty()) {
      forced = false;
      partial.force();
      forced = true;
      for (FragmentRange fragment : fragments) {
        partial.confirm(fragment);
      }
      note(parts, discardsBefore);
    }
    forcedNanos = System.nanoTime();
  }

  private void start() {
    if (forcing.compareAndSet(false, true)) {
      background.accept(this::forceAll);
    }
  }

  private Void forceAll() throws IOException {
    try {
      do {
        force();
      } while (unforced.get() >= FORCE_BYTES || !verified.isEmpty());
      return null;
    } finally {
      forcing.set(false);
      if (!verified.isEmpty()) {
        start();
      }
    }
  }

  /** A fragment that is being downloaded. */
  public interface Unfinished {

    /** Journal entries for its present bytes. */
    List<Partial.Unfinished> entries();
  }
}
