package org.pumaguard.models.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a {@link FaultyServer} has sent. Safe for use by many threads. */
final class Ledger {

  private final AtomicLong bytes = new AtomicLong();
  private final Map<String, Long> bytesByPath = new ConcurrentHashMap<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();

  void sent(String path, int count) {
    bytesByPath.merge(path, (long) count, Long::sum);
    bytes.addAndGet(count);
  }

  void answerBegins() {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
  }

  void answerEnds() {
    underWay.decrementAndGet();
  }

  int underWay() {
    return underWay.get();
  }

  long bytes() {
    return bytes.get();
  }

  long bytes(String path) {
    return bytesByPath.getOrDefault(path, 0L);
  }

  int mostUnderWay() {
    return mostUnderWay.get();
  }
}
