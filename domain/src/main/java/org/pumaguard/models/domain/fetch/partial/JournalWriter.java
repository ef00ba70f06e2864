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
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.port.Partial;

/**
 * Records progress in the journal of a partial during a download. Entries that survive a killed
 * process are cheap and written often. Entries that survive a power cut need a force of the data
 * before and of the journal after; a background thread writes them, after a number of bytes or
 * seconds, so that little is left to be forced at the end. Content that is complete before that
 * costs no force of the journal.
 */
public final class JournalWriter {

  private static final long NOTE_BYTES = 128 * 1024;
  private static final long NOTE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** The first note comes after one of both: a small file is complete by then. */
  private static final long FIRST_NOTE_BYTES = 1 << 20;

  private static final long FIRST_NOTE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long FORCE_BYTES = 8 << 20;
  private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Partial partial;
  private final Background background;
  private final Set<Unfinished> unfinished = ConcurrentHashMap.newKeySet();
  private final Queue<FragmentRange> verified = new ConcurrentLinkedQueue<>();
  private final AtomicLong unnoted = new AtomicLong();
  private final AtomicLong unforced = new AtomicLong();
  private final AtomicBoolean noting = new AtomicBoolean();
  private final AtomicBoolean forcing = new AtomicBoolean();
  private final Object journal = new Object();
  private final Object starting = new Object();
  private volatile Runnable started = () -> {};
  private int discards;
  private long unforcedEntryBytes;
  private long journalForcedNanos = System.nanoTime();
  private volatile boolean hasNoted;
  private volatile long notedNanos = System.nanoTime();
  private volatile long forcedNanos = System.nanoTime();

  /**
   * Nothing is recorded yet.
   *
   * @param background runs tasks that may take long
   */
  public JournalWriter(Partial partial, Background background) {
    this.partial = partial;
    this.background = background;
  }

  /** Bytes were written to the partial. */
  public void wrote(int bytes) throws IOException {
    long now = System.nanoTime();
    if (isNoteDue(unnoted.addAndGet(bytes), now - notedNanos)
        && noting.compareAndSet(false, true)) {
      unnoted.set(0);
      hasNoted = true;
      notedNanos = now;
      try {
        noteUntilRestart();
      } finally {
        noting.set(false);
      }
    }
    long waiting = unforced.addAndGet(bytes);
    if (waiting >= FORCE_BYTES || now - forcedNanos >= FORCE_NANOS) {
      start();
    }
    if (waiting >= 2 * FORCE_BYTES || now - forcedNanos >= 2 * FORCE_NANOS) {
      // No thread was free for it.
      started.run();
    }
  }

  private boolean isNoteDue(long bytes, long nanos) {
    return nanos >= NOTE_NANOS
        && bytes >= NOTE_BYTES
        && (hasNoted || bytes >= FIRST_NOTE_BYTES || nanos >= FIRST_NOTE_NANOS);
  }

  /** Voids entries of a fragment. */
  public void discard(List<Partial.Unfinished> voids) throws IOException {
    synchronized (journal) {
      discards++;
      partial.record(Partial.Journal.of(voids));
    }
  }

  private void noteUntilRestart() throws IOException {
    synchronized (journal) {
      partial.noteUntilRestart(parts());
    }
  }

  private void record(Partial.Journal forced, int discardsBefore) throws IOException {
    synchronized (journal) {
      // Entries that were voided during the force must not be written again.
      partial.record(
          discards == discardsBefore ? forced : new Partial.Journal(forced.verified(), List.of()));
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
      force(0);
    } catch (IOException e) {
      // The caller reports the failure of the download; the next process fetches more.
      return;
    }
  }

  private List<Partial.Unfinished> parts() {
    return unfinished.stream().flatMap(fragment -> fragment.entries().stream()).toList();
  }

  /**
   * Forces the data and records it; forces the journal if it has not been forced for long.
   *
   * @param journalBytes how many recorded bytes may be lost in a power cut
   */
  private synchronized void force(long journalBytes) throws IOException {
    unforcedEntryBytes += unforced.getAndSet(0);
    List<FragmentRange> fragments = new ArrayList<>();
    for (FragmentRange fragment = verified.poll(); fragment != null; fragment = verified.poll()) {
      fragments.add(fragment);
    }
    int discardsBefore = discards();
    Partial.Journal entries = new Partial.Journal(fragments, parts());
    if (!entries.isEmpty()) {
      partial.force();
      record(entries, discardsBefore);
      if (unforcedEntryBytes >= journalBytes
          || System.nanoTime() - journalForcedNanos >= FORCE_NANOS) {
        partial.forceJournal();
        unforcedEntryBytes = 0;
        journalForcedNanos = System.nanoTime();
      }
    }
    forcedNanos = System.nanoTime();
  }

  private void start() {
    synchronized (starting) {
      if (forcing.compareAndSet(false, true)) {
        started = background.start(this::forceAll);
      }
    }
  }

  private Void forceAll() throws IOException {
    try {
      do {
        force(FORCE_BYTES);
      } while (unforced.get() >= FORCE_BYTES || !verified.isEmpty());
      return null;
    } finally {
      forcing.set(false);
      if (!verified.isEmpty()) {
        start();
      }
    }
  }

  /** Threads for tasks that may take long. */
  public interface Background {

    /**
     * Starts a task.
     *
     * @return runs it in the calling thread, unless it has begun
     */
    Runnable start(Callable<?> task);
  }

  /** A fragment that is being downloaded. */
  public interface Unfinished {

    /** Journal entries for its present bytes. */
    List<Partial.Unfinished> entries();
  }
}
