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
 * Which pieces are being fetched for which model, so that a second model that has the same piece
 * waits for the first, and copies it. Only later ones wait for earlier ones, and nobody for one who
 * waits for something else: so nobody waits in a circle. Safe for use by many threads.
 */
public final class InFlightFragments {

  private final Map<Sha256, NavigableMap<Long, Integer>> ranks = new HashMap<>();

  /** A model of this rank will have these pieces when the returned is closed; or never. */
  public synchronized Claim claim(long rank, Collection<Sha256> pieces) {
    pieces.forEach(
        piece ->
            ranks.computeIfAbsent(piece, first -> new TreeMap<>()).merge(rank, 1, Integer::sum));
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        release(rank, pieces);
      }
    };
  }

  /** Whether an earlier model is going to have the piece. */
  public synchronized boolean comesBefore(long rank, Sha256 piece) {
    NavigableMap<Long, Integer> claims = ranks.get(piece);
    return claims != null && claims.firstKey() < rank;
  }

  /**
   * Waits while an earlier model is going to have the piece.
   *
   * @throws CancellationException when the work is cancelled meanwhile
   */
  public void await(long rank, Sha256 piece, Cancellation cancellation) {
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      awaitRelease(rank, piece, cancellation);
    }
  }

  private synchronized void awaitRelease(long rank, Sha256 piece, Cancellation cancellation) {
    try {
      while (comesBefore(rank, piece)) {
        cancellation.check();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private synchronized void release(long rank, Collection<Sha256> pieces) {
    for (Sha256 piece : pieces) {
      NavigableMap<Long, Integer> claims = ranks.getOrDefault(piece, new TreeMap<>());
      if (claims.merge(rank, -1, Integer::sum) <= 0) {
        claims.remove(rank);
      }
      if (claims.isEmpty()) {
        ranks.remove(piece);
      }
    }
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }

  /**
   * What is to be closed when the pieces are stored, or will not be, or when whoever has it waits
   * for somebody else. May be closed more than once.
   */
  public interface Claim extends AutoCloseable {
    @Override
    void close();
  }
}
