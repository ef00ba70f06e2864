package org.pumaguard.models.domain.port;

import java.nio.ByteBuffer;

/** Wants no more after it was called with bytes some number of times, for tests. */
final class StoppingReceiver implements Fetcher.Receiver {

  private final int wanted;
  private int calls;

  /**
   * Wants no bytes yet.
   *
   * @param wanted how many buffers are wanted; with 0 it stops at the head
   */
  StoppingReceiver(int wanted) {
    this.wanted = wanted;
  }

  @Override
  public boolean begin(Fetcher.Head head) {
    return wanted > 0;
  }

  @Override
  public boolean accept(ByteBuffer bytes) {
    calls++;
    return calls < wanted;
  }

  /** How many buffers were received. */
  int calls() {
    return calls;
  }
}
