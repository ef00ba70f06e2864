package org.pumaguard.models.http;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes shared by several responses. Thread-safe. */
final class ByteBudget {

  private final AtomicLong remaining;

  ByteBudget(long bytes) {
    remaining = new AtomicLong(bytes);
  }

  /** Takes the wanted number of bytes, or the remaining ones if there are fewer. */
  int take(int wanted) {
    long before = remaining.getAndUpdate(bytes -> Math.max(0, bytes - wanted));
    return (int) Math.min(wanted, before);
  }
}
