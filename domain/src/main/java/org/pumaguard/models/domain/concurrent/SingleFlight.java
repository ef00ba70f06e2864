package org.pumaguard.models.domain.concurrent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Runs work once for all concurrent callers with the same key. The work is cancelled when the last
 * caller stops waiting for it. A result is not kept: a later caller starts the work again. Any
 * executor will do; if it is busy, rejects the work or has no threads, one of the callers runs it.
 * Safe for use by many threads.
 */
public final class SingleFlight<K, V> {

  /** A busy executor gets this long before a caller runs the work. */
  private static final Duration GRACE = Duration.ofMillis(100);

  private final Map<K, Flight<V>> flights = new HashMap<>();
  private final Executor executor;
  private final Duration grace;
  private final CallerWatch watch = new CallerWatch();
  private boolean closed;

  public SingleFlight(Executor executor) {
    this(executor, GRACE);
  }

  SingleFlight(Executor executor, Duration grace) {
    this.executor = executor;
    this.grace = grace;
  }

  /** As {@link #join(Object, Work, Runnable, WaitLimit)} without a limit. */
  public V join(K key, Work<V> work, Runnable beforeWait) {
    return join(key, work, beforeWait, WaitLimit.none());
  }

  /**
   * Waits for the result of the work for this key, and starts the work if it is not running.
   *
   * @param work runs in a thread of the executor or of a caller, with a cancellation of its own. It
   *     runs again, perhaps that of another caller, if its thread is interrupted meanwhile
   * @param beforeWait runs in the calling thread before it waits for work that another caller
   *     started, for instance to release locks
   * @param limit ends the wait of this caller alone
   * @throws CacheException the failure of the work, as an exception of this caller whose cause is
   *     the common one; {@code INTERRUPTED} if this caller is interrupted or cancelled, {@code
   *     UNAVAILABLE} if its time is over, {@code CLOSED} if the executor is shut down, {@code
   *     INTERNAL} if this thread would wait for itself
   */
  public V join(K key, Work<V> work, Runnable beforeWait, WaitLimit limit) {
    return join(key, work, flight -> flight.offer(work), beforeWait, limit);
  }

  /**
   * As {@link #join(Object, Work, Runnable, WaitLimit)}, in a thread of the executor: this thread
   * runs the work unless another one does.
   */
  public V joinInExecutor(K key, Work<V> work, Runnable beforeWait, WaitLimit limit) {
    return join(key, work, Flight::offerToCallers, beforeWait, limit);
  }

  private V join(
      K key, Work<V> work, Consumer<Flight<V>> start, Runnable beforeWait, WaitLimit limit) {
    Boarding<V> boarding = board(key);
    try {
      if (boarding.isFirst()) {
        start.accept(boarding.flight());
      } else {
        beforeWait.run();
      }
      return boarding.flight().await(work, limit);
    } finally {
      leave(key, boarding.flight());
    }
  }

  /**
   * Ends the waits of all callers with kind {@code CLOSED} and cancels their work. Later callers
   * fail in the same way.
   */
  public void close() {
    List<Flight<V>> running;
    synchronized (flights) {
      closed = true;
      running = List.copyOf(flights.values());
    }
    running.forEach(flight -> flight.cancel(CacheException.closed()));
  }

  private Boarding<V> board(K key) {
    CallbackScope.requireNone();
    synchronized (flights) {
      if (closed) {
        throw CacheException.closed();
      }
      boolean isFirst = !flights.containsKey(key);
      Flight<V> flight =
          flights.computeIfAbsent(key, absent -> new Flight<>(executor, grace, watch));
      if (flight.isRunHere()) {
        throw new CacheException(
            CacheException.Kind.INTERNAL,
            "the work on " + key + " waits for itself",
            Hint.CALL_FROM_OTHER_THREAD);
      }
      flight.callers++;
      return new Boarding<>(flight, isFirst);
    }
  }

  private void leave(K key, Flight<V> flight) {
    boolean isLast;
    synchronized (flights) {
      isLast = --flight.callers == 0;
      if (isLast) {
        flights.remove(key, flight);
      }
    }
    if (isLast) {
      flight.cancel(CacheException.interrupted());
    }
  }

  /** What is done for all callers. */
  @FunctionalInterface
  public interface Work<V> {

    /** Does the work; ends soon after the cancellation. */
    V run(Cancellation cancellation);

    /** The work has failed for all callers. Called before the callers see the failure. */
    default void failed(CacheException failure) {}
  }

  /** A caller's place in a flight. */
  private record Boarding<V>(Flight<V> flight, boolean isFirst) {}
}
