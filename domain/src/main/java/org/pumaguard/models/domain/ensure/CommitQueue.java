package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.pumaguard.models.domain.port.BlobStore;

/**
 * Commits the additions of many threads in batches. The first thread commits its own at once; what
 * the others bring meanwhile is the next batch. So a single model waits for nothing, and the slower
 * the disk is, the more models share a forced write. Safe for use by many threads.
 */
final class CommitQueue {

  private final BlobStore store;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final Lock turn = new ReentrantLock();

  CommitQueue(BlobStore store) {
    this.store = store;
  }

  /**
   * Commits an addition, with those that wait at the same time.
   *
   * @return {@code Shown} or {@code Stored}
   * @throws IOException if it failed, or the thread that committed the batch ended unexpectedly
   */
  BlobStore.Added commit(BlobStore.Addition addition) throws IOException {
    Waiting own = new Waiting(addition);
    queue.add(own);
    turn.lock();
    try {
      if (own.result.isEmpty()) {
        commitAll();
      }
    } finally {
      turn.unlock();
    }
    BlobStore.Added result =
        own.result.orElseThrow(() -> new IOException("its batch of models was not committed"));
    if (result instanceof BlobStore.Added.Failed failed) {
      throw failed.cause();
    }
    return result;
  }

  private void commitAll() {
    List<Waiting> batch = new ArrayList<>();
    for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
      batch.add(next);
    }
    if (batch.isEmpty()) {
      return;
    }
    List<BlobStore.Added> results =
        store.commitAll(batch.stream().map(waiting -> waiting.addition).toList());
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).result = Optional.of(results.get(i));
    }
  }

  /** An addition, and its result as soon as a thread with the turn has committed it. */
  private static final class Waiting {

    private final BlobStore.Addition addition;
    private volatile Optional<BlobStore.Added> result = Optional.empty();

    Waiting(BlobStore.Addition addition) {
      this.addition = addition;
    }
  }
}
