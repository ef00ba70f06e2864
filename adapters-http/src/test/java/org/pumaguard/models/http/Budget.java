package org.pumaguard.models.http;

import java.util.concurrent.atomic.AtomicLong;

/** So many bytes for several answers together. Safe for use by many threads. */
final class Budget {

  private final AtomicLong left;

  Budget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Takes as many as are left, at most those that are wanted. */
  int take(int wanted) {
    long before = left.getAndUpdate(bytes -> Math.max(0, bytes - wanted));
    return (int) Math.min(wanted, before);
  }
}
