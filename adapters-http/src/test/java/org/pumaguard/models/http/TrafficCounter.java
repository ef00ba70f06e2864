package org.pumaguard.models.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes and concurrent responses of a {@link FaultyServer}. Thread-safe. */
final class TrafficCounter {

  private final AtomicLong bytes = new AtomicLong();
  private final Map<String, Long> bytesByPath = new ConcurrentHashMap<>();
  private final AtomicInteger inProgress = new AtomicInteger();
  private final AtomicInteger maxInProgress = new AtomicInteger();

  void sent(String path, int count) {
    bytesByPath.merge(path, (long) count, Long::sum);
    bytes.addAndGet(count);
  }

  void responseStarted() {
    maxInProgress.accumulateAndGet(inProgress.incrementAndGet(), Math::max);
  }

  void responseEnded() {
    inProgress.decrementAndGet();
  }

  int inProgress() {
    return inProgress.get();
  }

  long bytes() {
    return bytes.get();
  }

  long bytes(String path) {
    return bytesByPath.getOrDefault(path, 0L);
  }

  int maxInProgress() {
    return maxInProgress.get();
  }
}
