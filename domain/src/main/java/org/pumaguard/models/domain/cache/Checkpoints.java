package org.pumaguard.models.domain.cache;

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
import org.pumaguard.models.domain.port.Partial;

/**
 * Forces to disk what has come while more is coming, off the receiving threads, and notes it in the
 * journal then: so often that a killed process loses little, so seldom that the disk has most of
 * its time for others. What comes fast is forced all the time, so that little is left at the end.
 */
final class Checkpoints {

  private static final long LEAST_BYTES = 256 * 1024;
  private static final long MANY_BYTES = 32 << 20;
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int PAUSE_FACTOR = 4;

  private final Partial partial;
  private final Consumer<Callable<?>> background;
  private final Set<PieceFetch> begun = ConcurrentHashMap.newKeySet();
  private final Queue<Partial.Piece> verified = new ConcurrentLinkedQueue<>();
  private final AtomicLong unforced = new AtomicLong();
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile long lastNanos = System.nanoTime();
  private volatile long pauseNanos = LEAST_NANOS;

  /**
   * Nothing has come yet.
   *
   * @param background runs what may take long
   */
  Checkpoints(Partial partial, Consumer<Callable<?>> background) {
    this.partial = partial;
    this.background = background;
  }

  /** More bytes were written. */
  void wrote(int bytes) {
    long waiting = unforced.addAndGet(bytes);
    long since = System.nanoTime() - lastNanos;
    if (waiting >= MANY_BYTES
        || (waiting >= LEAST_BYTES && since >= pauseNanos)
        || since >= LONG_NANOS) {
      start();
    }
  }

  /** A piece is being fetched. */
  void begun(PieceFetch fetch) {
    begun.add(fetch);
  }

  /** Nobody fetches it any more. */
  void ended(PieceFetch fetch) {
    begun.remove(fetch);
  }

  /** A piece is verified and lies there. */
  void verified(Partial.Piece piece) {
    verified.add(piece);
    start();
  }

  /** Forces and notes what is there now. */
  synchronized void now() throws IOException {
    long before = System.nanoTime();
    unforced.set(0);
    List<Partial.Piece> pieces = new ArrayList<>();
    for (Partial.Piece piece = verified.poll(); piece != null; piece = verified.poll()) {
      pieces.add(piece);
    }
    List<Partial.Begun> parts = begun.stream().flatMap(fetch -> fetch.notes().stream()).toList();
    if (!pieces.isEmpty() || !parts.isEmpty()) {
      partial.force();
      for (Partial.Piece piece : pieces) {
        partial.confirm(piece);
      }
      for (Partial.Begun part : parts) {
        partial.note(part);
      }
    }
    lastNanos = System.nanoTime();
    pauseNanos = Math.max(LEAST_NANOS, PAUSE_FACTOR * (lastNanos - before));
  }

  /** Forces and notes what there is when the work has failed, so that the next one goes on. */
  void last() {
    try {
      now();
    } catch (IOException e) {
      // Why the work failed is on its way to the caller; the next one only finds less.
      return;
    }
  }

  private void start() {
    if (running.compareAndSet(false, true)) {
      background.accept(this::run);
    }
  }

  private Void run() throws IOException {
    try {
      do {
        now();
      } while (unforced.get() >= MANY_BYTES || !verified.isEmpty());
      return null;
    } finally {
      running.set(false);
      if (!verified.isEmpty()) {
        start();
      }
    }
  }
}
