package org.pumaguard.models.domain.fetch;

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
 * Notes in the journal what has come while more is coming: often what a killed process would leave
 * behind, since that costs nothing; less often what a power cut would, since that has to be forced
 * to disk before, off the receiving threads. What comes fast is forced all the time, so that little
 * is left at the end.
 */
public final class JournalWriter {

  private static final long NOTE_BYTES = 128 * 1024;
  private static final long NOTE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long FORCE_BYTES = 8 << 20;
  private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Partial partial;
  private final Consumer<Callable<?>> background;
  private final Set<FragmentDownload> begun = ConcurrentHashMap.newKeySet();
  private final Queue<FragmentRange> verified = new ConcurrentLinkedQueue<>();
  private final AtomicLong unnoted = new AtomicLong();
  private final AtomicLong unforced = new AtomicLong();
  private final AtomicBoolean noting = new AtomicBoolean();
  private final AtomicBoolean forcing = new AtomicBoolean();
  private final Object journal = new Object();
  private int forgotten;
  private volatile boolean forced = true;
  private volatile long notedNanos = System.nanoTime();
  private volatile long forcedNanos = System.nanoTime();

  /**
   * Nothing has come yet.
   *
   * @param background runs what may take long
   */
  JournalWriter(Partial partial, Consumer<Callable<?>> background) {
    this.partial = partial;
    this.background = background;
  }

  /** More bytes were written. */
  void wrote(int bytes) throws IOException {
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

  /** What was noted of a fragment is void. */
  void forget(List<Partial.Unfinished> voids) throws IOException {
    synchronized (journal) {
      forgotten++;
      partial.note(voids);
    }
  }

  private void noteUntilRestart() throws IOException {
    synchronized (journal) {
      partial.noteUntilRestart(parts());
    }
  }

  private void note(List<Partial.Unfinished> parts, int forgottenBefore) throws IOException {
    synchronized (journal) {
      // What was forgotten while the disk was busy may not come back.
      if (forgotten == forgottenBefore) {
        partial.note(parts);
      }
    }
  }

  private int forgotten() {
    synchronized (journal) {
      return forgotten;
    }
  }

  /** A fragment is being fetched. */
  void begun(FragmentDownload fetch) {
    begun.add(fetch);
  }

  /** Nobody fetches it any more. */
  void ended(FragmentDownload fetch) {
    begun.remove(fetch);
  }

  /** A fragment is verified and lies there. */
  void verified(FragmentRange fragment) {
    verified.add(fragment);
    start();
  }

  /** Forces and notes what there is when the work has failed, so that the next one goes on. */
  void last() {
    try {
      // A disk that has failed to force something may say the next time that it has.
      if (forced) {
        force();
      }
    } catch (IOException e) {
      // Why the work failed is on its way to the caller; the next one only finds less.
      return;
    }
  }

  private List<Partial.Unfinished> parts() {
    return begun.stream().flatMap(fetch -> fetch.notes().stream()).toList();
  }

  private synchronized void force() throws IOException {
    unforced.set(0);
    List<FragmentRange> fragments = new ArrayList<>();
    for (FragmentRange fragment = verified.poll(); fragment != null; fragment = verified.poll()) {
      fragments.add(fragment);
    }
    int forgottenBefore = forgotten();
    List<Partial.Unfinished> parts = parts();
    if (!fragments.isEmpty() || !parts.isEmpty()) {
      forced = false;
      partial.force();
      forced = true;
      for (FragmentRange fragment : fragments) {
        partial.confirm(fragment);
      }
      note(parts, forgottenBefore);
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
}
