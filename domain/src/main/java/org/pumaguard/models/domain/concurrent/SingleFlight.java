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
 * Lets callers that want the same thing at the same time share one fragment of work. It is
 * cancelled when the last of them no longer waits. Safe for use by many threads.
 */
public final class SingleFlight<K, V> {

  private final Map<K, Flight<V>> flights = new HashMap<>();
  private final Executor executor;

  public SingleFlight(Executor executor) {
    this.executor = executor;
  }

  /**
   * Waits for the work's result; starts it if nobody has.
   *
   * @param whenAnotherWorks is run before the wait for what somebody else has started
   * @throws CacheException what the work throws, or that the caller was interrupted
   */
  public V join(K key, Function<Cancellation, V> work, Runnable whenAnotherWorks) {
    Flight<V> flight = board(key, work, whenAnotherWorks);
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

  private Flight<V> board(K key, Function<Cancellation, V> work, Runnable whenAnotherWorks) {
    Flight<V> flight;
    boolean first;
    synchronized (flights) {
      first = !flights.containsKey(key);
      flight = flights.computeIfAbsent(key, absent -> new Flight<>());
      flight.passengers++;
    }
    if (first) {
      try {
        executor.execute(() -> fly(flight, work));
      } catch (RuntimeException e) {
        flight.result.completeExceptionally(e);
      }
    } else {
      whenAnotherWorks.run();
    }
    return flight;
  }

  private static <V> void fly(Flight<V> flight, Function<Cancellation, V> work) {
    try {
      flight.result.complete(work.apply(flight.cancellation));
    } catch (Throwable e) {
      flight.result.completeExceptionally(e);
    }
  }

  private void leave(K key, Flight<V> flight) {
    boolean last;
    synchronized (flights) {
      last = --flight.passengers == 0;
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
    int passengers;
  }
}
