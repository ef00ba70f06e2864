package org.pumaguard.models.domain.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.pumaguard.models.domain.policy.TokenBucket;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/**
 * How fast bytes may come from the network: one budget for all transfers that share it. Whoever
 * waits for it holds bytes in hand that the source has sent already, so the wait is not the
 * source's. Can be changed at any time; safe for use by many threads.
 */
public final class RateLimit {

  /** So soon a change is noticed by those who wait. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final LongSupplier nanoTime;
  private final BiConsumer<Cancellation, Duration> pause;
  private final TokenBucket allowance;
  private volatile boolean limited;

  /**
   * A limit.
   *
   * @param bytesPerSecond at least 1; none for no limit
   */
  public RateLimit(OptionalLong bytesPerSecond) {
    this(bytesPerSecond, System::nanoTime, Cancellation::sleep);
  }

  RateLimit(
      OptionalLong bytesPerSecond,
      LongSupplier nanoTime,
      BiConsumer<Cancellation, Duration> pause) {
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.allowance = new TokenBucket(bytesPerSecond, nanoTime.getAsLong());
    this.limited = bytesPerSecond.isPresent();
  }

  /**
   * Sets another limit, for transfers that go on as well.
   *
   * @param bytesPerSecond at least 1; none for no limit
   */
  public synchronized void set(OptionalLong bytesPerSecond) {
    allowance.rate(bytesPerSecond, nanoTime.getAsLong());
    limited = bytesPerSecond.isPresent();
  }

  /** Whether there is a limit now. */
  public boolean isSet() {
    return limited;
  }

  /** A receiver that hands on to this one what may pass, when it may. */
  Fetcher.Receiver before(Fetcher.Receiver receiver, Cancellation cancellation) {
    return new Fetcher.Receiver() {
      @Override
      public boolean begin(Fetcher.Head head) throws IOException {
        return receiver.begin(head);
      }

      @Override
      public boolean accept(ByteBuffer bytes) throws IOException {
        while (limited && bytes.hasRemaining()) {
          int count = awaitTurn(bytes.remaining(), cancellation);
          boolean wantsMore = receiver.accept(bytes.slice(bytes.position(), count));
          bytes.position(bytes.position() + count);
          if (!wantsMore) {
            return false;
          }
        }
        return !bytes.hasRemaining() || receiver.accept(bytes);
      }
    };
  }

  /** Waits until some of these bytes may pass, and says how many. */
  private int awaitTurn(int available, Cancellation cancellation) {
    TokenBucket.Claim claim = claim(available);
    for (Duration delay = delay(claim); !delay.isZero(); delay = delay(claim)) {
      pause.accept(cancellation, delay.compareTo(LOOK_AGAIN) < 0 ? delay : LOOK_AGAIN);
    }
    return claim.bytes();
  }

  private synchronized TokenBucket.Claim claim(int available) {
    return allowance.claim(available, nanoTime.getAsLong());
  }

  private synchronized Duration delay(TokenBucket.Claim claim) {
    return allowance.delay(claim, nanoTime.getAsLong());
  }
}
