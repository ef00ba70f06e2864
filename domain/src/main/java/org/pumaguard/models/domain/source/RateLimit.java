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
 * A rate limit that several transfers share. A transfer waits after it has read bytes and before it
 * passes them on, so the wait does not count as a timeout of the source. The limit can be changed
 * at any time. Safe for use by many threads.
 */
public final class RateLimit {

  /** The interval at which waiting transfers check for a changed limit. */
  private static final Duration RECHECK_INTERVAL = Duration.ofMillis(100);

  private final LongSupplier nanoTime;
  private final BiConsumer<Cancellation, Duration> pause;
  private final TokenBucket bucket;
  private volatile boolean limited;

  /**
   * A limit.
   *
   * @param bytesPerSecond at least 1; empty for no limit
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
    this.bucket = new TokenBucket(bytesPerSecond, nanoTime.getAsLong());
    this.limited = bytesPerSecond.isPresent();
  }

  /**
   * Sets another limit, also for transfers in progress.
   *
   * @param bytesPerSecond at least 1; empty for no limit
   */
  public synchronized void set(OptionalLong bytesPerSecond) {
    bucket.rate(bytesPerSecond, nanoTime.getAsLong());
    limited = bytesPerSecond.isPresent();
  }

  /** Whether a limit is set. */
  public boolean isSet() {
    return limited;
  }

  /** A receiver that passes bytes on at the limited rate. */
  Fetcher.Receiver before(Fetcher.Receiver receiver, Cancellation cancellation) {
    return new Fetcher.Receiver() {
      @Override
      public boolean begin(Fetcher.Head head) throws IOException {
        return receiver.begin(head);
      }

      @Override
      public boolean accept(ByteBuffer bytes) throws IOException {
        while (limited && bytes.hasRemaining()) {
          int count = awaitBytes(bytes.remaining(), cancellation);
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

  /** Waits until some of the available bytes may pass; returns their number. */
  private int awaitBytes(int available, Cancellation cancellation) {
    TokenBucket.Claim claim = claim(available);
    for (Duration delay = delay(claim); !delay.isZero(); delay = delay(claim)) {
      pause.accept(cancellation, delay.compareTo(RECHECK_INTERVAL) < 0 ? delay : RECHECK_INTERVAL);
    }
    return claim.bytes();
  }

  private synchronized TokenBucket.Claim claim(int available) {
    return bucket.claim(available, nanoTime.getAsLong());
  }

  private synchronized Duration delay(TokenBucket.Claim claim) {
    return bucket.delay(claim, nanoTime.getAsLong());
  }
}
