package org.pumaguard.models.domain.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

@Timeout(60)
class RateLimitTest {

  private static final OptionalLong NONE = OptionalLong.empty();

  private final Cancellation cancellation = new Cancellation();
  private final AtomicLong now = new AtomicLong();
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final List<ByteBuffer> handed = new ArrayList<>();

  @Test
  void handsOnAllBytesInOrderInTheTimeThatTheRateGives() throws IOException {
    byte[] bytes = new byte[200_000];
    new Random(1).nextBytes(bytes);
    Fetcher.Receiver limited = inFakeTime(100_000).before(receiver(), cancellation);
    limited.accept(ByteBuffer.wrap(bytes, 0, 131_072));
    limited.accept(ByteBuffer.wrap(bytes, 131_072, 200_000 - 131_072));
    assertArrayEquals(bytes, taken.toByteArray());
    assertEquals(2.0, now.get() / 1e9, 0.01);
  }

  @Test
  void handsOnTheBytesInFragmentsOfAFractionOfASecond() throws IOException {
    inFakeTime(100_000).before(receiver(), cancellation).accept(ByteBuffer.allocate(100_000));
    assertTrue(
        handed.stream().allMatch(fragment -> fragment.capacity() <= 2000), () -> handed.toString());
  }

  @Test
  void transfersShareOneBudget() throws IOException {
    RateLimit limit = inFakeTime(100_000);
    Fetcher.Receiver first = limit.before(receiver(), cancellation);
    Fetcher.Receiver second = limit.before(receiver(), cancellation);
    for (int i = 0; i < 10; i++) {
      first.accept(ByteBuffer.allocate(10_000));
      second.accept(ByteBuffer.allocate(10_000));
    }
    assertEquals(2.0, now.get() / 1e9, 0.01);
  }

  @Test
  void withoutALimitTheBufferPassesAsItIs() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
    new RateLimit(NONE).before(receiver(), cancellation).accept(bytes);
    assertEquals(1, handed.size());
    assertSame(bytes, handed.get(0));
  }

  @Test
  void aCancellationEndsTheWait() throws InterruptedException {
    Caller<Boolean> waiter = waiter(new RateLimit(OptionalLong.of(1)));
    cancellation.cancel();
    assertInstanceOf(CancellationException.class, waiter.failure());
  }

  @Test
  void removingTheLimitEndsTheWait() throws InterruptedException {
    RateLimit limit = new RateLimit(OptionalLong.of(1));
    Caller<Boolean> waiter = waiter(limit);
    limit.set(NONE);
    assertTrue(waiter.result());
    assertEquals(1 << 20, taken.size());
  }

  @Test
  void aHigherLimitShortensTheWait() throws InterruptedException {
    RateLimit limit = new RateLimit(OptionalLong.of(1));
    Caller<Boolean> waiter = waiter(limit);
    limit.set(OptionalLong.of(1L << 40));
    assertTrue(waiter.result());
    assertEquals(1 << 20, taken.size());
  }

  @Test
  void aTransferThatGoesOnNoticesANewLimit() throws IOException {
    RateLimit limit = new RateLimit(NONE, now::get, (stop, delay) -> pass(delay.toNanos()));
    Fetcher.Receiver receiver = limit.before(receiver(), cancellation);
    receiver.accept(ByteBuffer.allocate(1 << 20));
    assertEquals(0, now.get());
    limit.set(OptionalLong.of(1000));
    receiver.accept(ByteBuffer.allocate(1000));
    assertEquals(1.0, now.get() / 1e9, 0.01);
  }

  private RateLimit inFakeTime(long rate) {
    return new RateLimit(OptionalLong.of(rate), now::get, (stop, delay) -> pass(delay.toNanos()));
  }

  private void pass(long nanos) {
    assertTrue(nanos <= 100_000_000, "a change would not be noticed for " + nanos);
    now.addAndGet(nanos);
  }

  private Caller<Boolean> waiter(RateLimit limit) {
    Fetcher.Receiver limited = limit.before(receiver(), cancellation);
    return Caller.running(() -> limited.accept(ByteBuffer.allocate(1 << 20))).blocked();
  }

  @Test
  void passesOnThatNoMoreBytesAreWanted() throws IOException {
    RateLimit limit = inFakeTime(1_000_000);
    AtomicInteger calls = new AtomicInteger();
    Fetcher.Receiver limited =
        limit.before(
            new Fetcher.Receiver() {
              @Override
              public boolean begin(Fetcher.Head head) {
                return true;
              }

              @Override
              public boolean accept(ByteBuffer bytes) {
                calls.incrementAndGet();
                return false;
              }
            },
            new Cancellation());

    assertFalse(limited.accept(ByteBuffer.allocate(1 << 20)));
    assertEquals(1, calls.get());
  }

  private Fetcher.Receiver receiver() {
    return new Fetcher.Receiver() {
      @Override
      public boolean begin(Fetcher.Head head) {
        return true;
      }

      @Override
      public boolean accept(ByteBuffer bytes) {
        handed.add(bytes);
        taken.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        return true;
      }
    };
  }
}
