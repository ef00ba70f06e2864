package org.pumaguard.models.domain.concurrent;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Which fragments are being fetched for which model, so that a second model that has the same
 * fragment waits for the first, and copies it. Only later ones wait for earlier ones, and nobody
 * for one who waits for something else: so nobody waits in a circle. Safe for use by many threads.
 */
public final class InFlightFragments {

  private final Map<Sha256, NavigableMap<Long, Integer>> ranks = new HashMap<>();

  /** A model of this rank will have these fragments when the returned is closed; or never. */
  public synchronized Claim claim(long rank, Collection<Sha256> fragments) {
    fragments.forEach(
        fragment ->
            ranks.computeIfAbsent(fragment, first -> new TreeMap<>()).merge(rank, 1, Integer::sum));
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        release(rank, fragments);
      }
    };
  }

  /** Whether an earlier model is going to have the fragment. */
  public synchronized boolean comesBefore(long rank, Sha256 fragment) {
    NavigableMap<Long, Integer> claims = ranks.get(fragment);
    return claims != null && claims.firstKey() < rank;
  }

  /**
   * Waits while an earlier model is going to have the fragment.
   *
   * @throws CancellationException when the work is cancelled meanwhile
   */
  public void await(long rank, Sha256 fragment, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      awaitRelease(rank, fragment, cancellation);
    }
  }

  private synchronized void awaitRelease(long rank, Sha256 fragment, Cancellation cancellation) {
    try {
      while (comesBefore(rank, fragment)) {
        cancellation.check();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private synchronized void release(long rank, Collection<Sha256> fragments) {
    for (Sha256 fragment : fragments) {
      NavigableMap<Long, Integer> claims = ranks.getOrDefault(fragment, new TreeMap<>());
      if (claims.merge(rank, -1, Integer::sum) <= 0) {
        claims.remove(rank);
      }
      if (claims.isEmpty()) {
        ranks.remove(fragment);
      }
    }
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }

  /**
   * What is to be closed when the fragments are stored, or will not be, or when whoever has it
   * waits for somebody else. May be closed more than once.
   */
  public interface Claim extends AutoCloseable {
    @Override
    void close();
  }
}
