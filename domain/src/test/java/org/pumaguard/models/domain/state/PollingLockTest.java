package org.pumaguard.models.domain.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Cancellation;

/** A lock that becomes free after a given number of attempts, polled each millisecond. */
class PollingLockTest {

  private static final Duration INTERVAL = Duration.ofMillis(1);
  private static final CacheLock.Held HELD = () -> {};

  private final List<Duration> waits = new ArrayList<>();
  private final Cancellation cancellation = new Cancellation();
  private int attempts;
  private int attemptsUntilFree;
  private boolean hasProgress;

  @Test
  void acquiresAFreeLockWithoutWaiting() throws IOException {
    attemptsUntilFree = 1;
    assertSame(HELD, acquire(Duration.ZERO));
    assertEquals(List.of(), waits);
  }

  @Test
  void pollsUntilTheLockIsFree() throws IOException {
    attemptsUntilFree = 4;
    assertSame(HELD, acquire(Duration.ofMillis(10)));
    assertEquals(List.of(Duration.ZERO, INTERVAL, INTERVAL.multipliedBy(2)), waits);
  }

  @Test
  void failsWhenTheHolderMakesNoProgress() {
    attemptsUntilFree = Integer.MAX_VALUE;
    CacheException failure =
        assertThrows(CacheException.class, () -> acquire(Duration.ofMillis(5)));
    assertEquals("idle for 6 ms", failure.getMessage());
    assertEquals(7, attempts);
  }

  @Test
  void waitsLongerWhileTheHolderMakesProgress() throws IOException {
    attemptsUntilFree = 20;
    hasProgress = true;
    assertSame(HELD, acquire(Duration.ofMillis(5)));
  }

  @Test
  void stopsWhenTheTaskIsCancelled() {
    attemptsUntilFree = Integer.MAX_VALUE;
    cancellation.cancel();
    assertThrows(CancellationException.class, () -> acquire(Duration.ofMillis(5)));
  }

  @Test
  void reportsAnInterruptAsSuchAndKeepsIt() {
    attemptsUntilFree = Integer.MAX_VALUE;
    Thread.currentThread().interrupt();
    CacheException failure =
        assertThrows(CacheException.class, () -> acquire(Duration.ofMillis(5)));
    assertEquals(CacheException.interrupted().kind(), failure.kind());
    assertTrue(Thread.interrupted());
  }

  private CacheLock.Held acquire(Duration patience) throws IOException {
    return new PollingLock(locks(), INTERVAL, patience, contention(), cancellation)
        .acquire(CacheLock.Key.COLLECTOR, CacheLock.Mode.EXCLUSIVE);
  }

  private CacheLock locks() {
    return new CacheLock() {
      @Override
      public Support support() {
        return Support.UNKNOWN;
      }

      @Override
      public Optional<Held> tryAcquire(Key key, Mode mode) {
        return ++attempts >= attemptsUntilFree ? Optional.of(HELD) : Optional.empty();
      }

      @Override
      public boolean isHeld(Key key) {
        return attempts < attemptsUntilFree;
      }
    };
  }

  private PollingLock.Contention contention() {
    return new PollingLock.Contention() {
      @Override
      public void onWait(Duration waited) {
        waits.add(waited);
      }

      @Override
      public Object progress() {
        return hasProgress ? attempts : 0;
      }

      @Override
      public CacheException timeout(Duration idle) {
        return new CacheException(
            CacheException.Kind.LOCKED,
            "idle for " + idle.toMillis() + " ms",
            Hint.END_LOCK_HOLDER);
      }
    };
  }
}
