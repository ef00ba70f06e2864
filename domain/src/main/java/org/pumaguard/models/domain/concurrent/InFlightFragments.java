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
 * The fragments that are being fetched, and for which models. A model that shares a fragment with
 * one of lower rank waits for it and copies the fragment. A model waits only on lower ranks, and
 * one that waits for anything else has closed its claim, so there is no deadlock. Safe for use by
 * many threads.
 */
public final class InFlightFragments {

  private final Map<Sha256, NavigableMap<Long, Integer>> ranks = new HashMap<>();

  /**
   * Announces that the model of this rank is going to fetch these fragments.
   *
   * @return the claim; the caller closes it when the fragments are stored or given up
   */
  public synchronized Claim claim(long rank, Collection<Sha256> fragments) {
    fragments.forEach(
        fragment ->
            ranks
                .computeIfAbsent(fragment, absent -> new TreeMap<>())
                .merge(rank, 1, Integer::sum));
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        release(rank, fragments);
      }
    };
  }

  /** Whether a model of a lower rank has claimed the fragment. */
  public synchronized boolean isClaimedBefore(long rank, Sha256 fragment) {
    NavigableMap<Long, Integer> claims = ranks.get(fragment);
    return claims != null && claims.firstKey() < rank;
  }

  /**
   * Waits until no model of a lower rank claims the fragment.
   *
   * @throws CancellationException if the work is cancelled or the thread interrupted; the interrupt
   *     flag stays set
   */
  public void await(long rank, Sha256 fragment, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      awaitRelease(rank, fragment, cancellation);
    }
  }

  private synchronized void awaitRelease(long rank, Sha256 fragment, Cancellation cancellation) {
    try {
      while (isClaimedBefore(rank, fragment)) {
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
   * Fragments that a model is going to fetch. Closed when they are stored or given up, and before
   * the model waits for anything else. Closing it again has no effect.
   */
  public interface Claim extends AutoCloseable {
    @Override
    void close();
  }
}
