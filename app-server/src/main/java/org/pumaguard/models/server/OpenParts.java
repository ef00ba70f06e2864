package org.pumaguard.models.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;

/** The parts that a server has opened. Closing it closes them, the last one first. */
final class OpenParts implements AutoCloseable {

  private static final int CLOSE_SECONDS = 5;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Adds a part, and returns it. */
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** Adds the threads of an executor, which are interrupted at the end, and returns it. */
  ExecutorService add(ExecutorService executor) {
    parts.push(() -> shutDown(executor));
    return executor;
  }

  private static void shutDown(ExecutorService executor) throws InterruptedException {
    executor.shutdownNow();
    executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        throw new CacheException(
            CacheException.Kind.STORAGE, "the server can't be closed: " + e, Hint.NONE, e);
      }
    }
  }
}
