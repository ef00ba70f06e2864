package org.pumaguard.models.domain.concurrent;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Runs work once for all concurrent callers with the same key. The work is cancelled when the last
 * caller stops waiting for it. A result is not kept: a later caller starts the work again. Safe for
 * use by many threads.
 */
public final class SingleFlight<K, V> {

  private final Map<K, Flight<V>> flights = new HashMap<>();
  private final Executor executor;

  public SingleFlight(Executor executor) {
    this.executor = executor;
  }

  /**
   * Waits for the result of the work for this key, and starts the work if it is not running.
   *
   * @param work runs in a thread of the executor, with a cancellation of its own
   * @param beforeWait runs in the calling thread before it waits for work that another caller
   *     started, for instance to release locks
   * @throws CacheException the failure of the work, or the interruption of this caller
   */
  public V join(K key, Function<Cancellation, V> work, Runnable beforeWait) {
    Flight<V> flight = enter(key, work, beforeWait);
    try {
      return flight.result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CacheException failure) {
        throw failure;
      }
      throw new IllegalStateException("unexpected failure: " + e.getCause(), e.getCause());
    } finally {
      leave(key, flight);
    }
  }

  private Flight<V> enter(K key, Function<Cancellation, V> work, Runnable beforeWait) {
    Flight<V> flight;
    boolean first;
    synchronized (flights) {
      first = !flights.containsKey(key);
      flight = flights.computeIfAbsent(key, absent -> new Flight<>());
      flight.callers++;
    }
    if (first) {
      try {
        executor.execute(() -> run(flight, work));
      } catch (RuntimeException | Error e) {
        // For example, no thread can be started for lack of memory.
        flight.result.completeExceptionally(e);
      }
    } else {
      beforeWait.run();
    }
    return flight;
  }

  private static <V> void run(Flight<V> flight, Function<Cancellation, V> work) {
    try {
      flight.result.complete(work.apply(flight.cancellation));
    } catch (Throwable e) {
      flight.result.completeExceptionally(e);
    }
  }

  private void leave(K key, Flight<V> flight) {
    boolean last;
    synchronized (flights) {
      last = --flight.callers == 0;
      if (last) {
        flights.remove(key, flight);
      }
    }
    if (last && !flight.result.isDone()) {
      flight.cancellation.cancel();
    }
  }

  private static final class Flight<V> {
    final CompletableFuture<V> result = new CompletableFuture<>();
    final Cancellation cancellation = new Cancellation();
    int callers;
  }
}
