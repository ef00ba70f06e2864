package org.pumaguard.models.domain.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * Which pieces are being fetched for which model, so that a second model that has the same piece
 * waits for the first, and copies it. Only later ones wait for earlier ones: nobody waits in a
 * circle. Safe for use by many threads.
 */
@SuppressWarnings("try") // What is held in a try statement is there to be closed, not to be used.
final class PiecesOnTheWay {

  private final Map<Sha256, Long> ranks = new HashMap<>();

  /** A model of this rank will have these pieces when the returned is closed; or never. */
  synchronized Claim claim(long rank, Collection<Sha256> pieces) {
    Map<Sha256, Long> claimed = new HashMap<>();
    for (Sha256 piece : pieces) {
      if (ranks.putIfAbsent(piece, rank) == null) {
        claimed.put(piece, rank);
      }
    }
    return () -> release(claimed);
  }

  /** Whether an earlier model is going to have the piece. */
  synchronized boolean comesBefore(long rank, Sha256 piece) {
    Long owner = ranks.get(piece);
    return owner != null && owner < rank;
  }

  /**
   * Waits while an earlier model is going to have the piece.
   *
   * @throws CancellationException when the work is cancelled meanwhile
   */
  void await(long rank, Sha256 piece, Cancellation cancellation) {
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

  private synchronized void release(Map<Sha256, Long> claimed) {
    claimed.forEach(ranks::remove);
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** What is to be closed when the pieces are stored, or will not be. */
  interface Claim extends AutoCloseable {
    @Override
    void close();
  }
}
