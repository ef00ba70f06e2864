package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {

  private final Cancellation cancellation = new Cancellation();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void runsAnActionOnceHoweverOftenItIsCancelled() {
    cancellation.onCancel(runs::incrementAndGet);

    cancellation.cancel();
    cancellation.cancel();

    assertEquals(1, runs.get());
  }

  @Test
  void runsEveryAction() {
    cancellation.onCancel(runs::incrementAndGet);
    cancellation.onCancel(runs::incrementAndGet);

    cancellation.cancel();

    assertEquals(2, runs.get());
  }

  @Test
  void runsAnActionThatComesTooLateAtOnce() {
    cancellation.cancel();

    cancellation.onCancel(runs::incrementAndGet);

    assertEquals(1, runs.get());
  }

  @Test
  void forgetsAnActionWhoseWorkIsOver() {
    cancellation.onCancel(runs::incrementAndGet).close();

    cancellation.cancel();

    assertEquals(0, runs.get());
  }

  @Test
  void mayBeAskedByItsOwnActions() {
    cancellation.onCancel(() -> runs.set(cancellation.isCancelled() ? 1 : -1));

    cancellation.cancel();

    assertEquals(1, runs.get());
  }

  @Test
  void letsWorkGoOnUntilItIsCancelled() {
    assertDoesNotThrow(cancellation::check);

    cancellation.cancel();

    assertThrows(CancellationException.class, cancellation::check);
  }

  @Test
  void endsASleep() throws InterruptedException {
    Caller<Boolean> sleeper =
        Caller.running(() -> cancellation.sleep(Duration.ofHours(1))).blocked();

    cancellation.cancel();

    assertInstanceOf(CancellationException.class, sleeper.failure());
  }

  @Test
  void doesNotSleepWhenItIsCancelledAlready() {
    cancellation.cancel();

    assertThrows(CancellationException.class, () -> cancellation.sleep(Duration.ofHours(1)));
  }

  @Test
  void sleepsToTheEnd() throws InterruptedException {
    assertTrue(Caller.running(() -> cancellation.sleep(Duration.ofMillis(1))).result());
  }

  @Test
  void takesAnInterruptionForACancellationAndKeepsIt() throws InterruptedException {
    Caller<Boolean> sleeper =
        Caller.of(
                () -> {
                  assertThrows(
                      CancellationException.class, () -> cancellation.sleep(Duration.ofHours(1)));
                  return Thread.currentThread().isInterrupted();
                })
            .blocked();

    sleeper.interrupt();

    assertTrue(sleeper.result());
  }
}
