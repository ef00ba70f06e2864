package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.port.CacheLock.Held;
import org.pumaguard.models.domain.port.CacheLock.Mode;

/** What every {@link CacheLock} does between the threads of one process. */
public interface CacheLockContract {

  CacheLock.Key KEY = new CacheLock.Key("a-key");
  CacheLock.Key OTHER_KEY = new CacheLock.Key("another-key");

  /** Locks of the running test; each call may give another instance over the same place. */
  CacheLock locks();

  @Test
  default void anExclusiveLockExcludesOtherThreads() throws Exception {
    try (Held held = take(KEY, Mode.EXCLUSIVE)) {
      assertFalse(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE), held::toString);
      assertFalse(isFreeForAnotherThread(KEY, Mode.SHARED), held::toString);
    }
  }

  @Test
  default void anExclusiveLockIsNotGivenTwiceToOneThread() throws IOException {
    try (Held held = take(KEY, Mode.EXCLUSIVE)) {
      assertEquals(Optional.empty(), locks().tryAcquire(KEY, Mode.EXCLUSIVE), held::toString);
    }
  }

  @Test
  default void aSharedLockIsSharedWithOtherThreads() throws Exception {
    try (Held held = take(KEY, Mode.SHARED)) {
      assertTrue(isFreeForAnotherThread(KEY, Mode.SHARED), held::toString);
    }
  }

  @Test
  default void aSharedLockExcludesAnExclusiveOne() throws Exception {
    try (Held held = take(KEY, Mode.SHARED)) {
      assertFalse(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE), held::toString);
    }
  }

  @Test
  default void aLockIsSharedUntilTheLastHolderReleasesIt() throws Exception {
    Held first = take(KEY, Mode.SHARED);
    Held second = take(KEY, Mode.SHARED);
    first.close();
    assertFalse(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE));
    second.close();
    assertTrue(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE));
  }

  @Test
  default void aReleasedLockIsFree() throws Exception {
    take(KEY, Mode.EXCLUSIVE).close();
    assertTrue(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE));
  }

  @Test
  default void itIsSeenWhetherALockIsHeldWithoutTakingIt() throws Exception {
    assertFalse(locks().isHeld(KEY));
    Held held = take(KEY, Mode.SHARED);
    assertTrue(locks().isHeld(KEY));
    assertFalse(locks().isHeld(OTHER_KEY));
    assertTrue(isFreeForAnotherThread(KEY, Mode.SHARED));
    held.close();
    assertFalse(locks().isHeld(KEY));
  }

  @Test
  default void aRefusalLeavesNothingHeld() throws Exception {
    Held held = take(KEY, Mode.EXCLUSIVE);
    assertEquals(Optional.empty(), locks().tryAcquire(KEY, Mode.SHARED));
    assertFalse(locks().isHeld(OTHER_KEY));
    held.close();
    assertTrue(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE));
  }

  @Test
  default void anyThreadMayRelease() throws Exception {
    Held held = take(KEY, Mode.EXCLUSIVE);
    inAnotherThread(
        () -> {
          held.close();
          return true;
        });
    assertTrue(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE));
  }

  @Test
  default void differentKeysAreIndependent() throws Exception {
    try (Held held = take(KEY, Mode.EXCLUSIVE)) {
      assertTrue(isFreeForAnotherThread(OTHER_KEY, Mode.EXCLUSIVE), held::toString);
    }
  }

  @Test
  default void releasingOneKeyKeepsTheOthersHeld() throws Exception {
    try (Held held = take(KEY, Mode.EXCLUSIVE)) {
      take(OTHER_KEY, Mode.EXCLUSIVE).close();
      assertFalse(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE), held::toString);
    }
  }

  @Test
  default void closingTwiceDoesNotReleaseTheNextHolder() throws Exception {
    Held first = take(KEY, Mode.EXCLUSIVE);
    first.close();
    try (Held next = take(KEY, Mode.EXCLUSIVE)) {
      first.close();
      assertFalse(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE), next::toString);
    }
  }

  @Test
  default void closingTwiceDoesNotReleaseWhoSharesTheLock() throws Exception {
    Held first = take(KEY, Mode.SHARED);
    try (Held second = take(KEY, Mode.SHARED)) {
      first.close();
      first.close();
      assertFalse(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE), second::toString);
    }
  }

  @Test
  default void measuringTheSupportKeepsWhatIsHeld() throws Exception {
    try (Held held = take(KEY, Mode.EXCLUSIVE)) {
      assertEquals(CacheLock.Support.WORKING, locks().support(), held::toString);
      assertTrue(locks().isHeld(KEY));
    }
    assertFalse(locks().isHeld(KEY));
  }

  @Test
  default void ofManyThreadsAtOnceOneAtATimeHoldsTheLock() throws Exception {
    int threads = 8;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch together = new CountDownLatch(threads);
    Callable<Boolean> work =
        () -> {
          together.countDown();
          together.await();
          for (int i = 0; i < 50; i++) {
            Optional<Held> held = locks().tryAcquire(KEY, Mode.EXCLUSIVE);
            if (held.isPresent()) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              inside.decrementAndGet();
              held.get().close();
            }
          }
          return true;
        };
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Boolean>> results =
          pool.invokeAll(IntStream.range(0, threads).mapToObj(i -> work).toList());
      for (Future<Boolean> result : results) {
        assertTrue(result.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(1, most.get());
    assertTrue(isFreeForAnotherThread(KEY, Mode.EXCLUSIVE));
  }

  private Held take(CacheLock.Key key, Mode mode) throws IOException {
    return locks().tryAcquire(key, mode).orElseThrow();
  }

  private boolean isFreeForAnotherThread(CacheLock.Key key, Mode mode) throws Exception {
    return inAnotherThread(
        () -> {
          Optional<Held> held = locks().tryAcquire(key, mode);
          held.ifPresent(Held::close);
          return held.isPresent();
        });
  }

  private static <T> T inAnotherThread(Callable<T> work) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(work).get();
    } finally {
      thread.shutdownNow();
    }
  }
}
