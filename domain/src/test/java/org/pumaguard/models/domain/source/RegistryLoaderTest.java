package org.pumaguard.models.domain.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;

/** A registry of the network whose source does not answer. */
@Timeout(20)
class RegistryLoaderTest {

  private final RegistrySource source = new RegistrySource(true);

  @Test
  void theCopyIsUsedWithOneWarning() {
    SourceRegistry before = source.keep("a.pt");
    source.fallSilent();
    assertEquals(before, load(source.loader(RegistrySource.SHORT)));
    assertEquals(
        List.of(
            "the registry memory://host/registry cannot be reached (no answer within 20 ms); using"
                + " the copy from the last time"),
        source.progress.warnings());
  }

  @Test
  void theRequestIsCancelled() throws InterruptedException {
    source.keep("a.pt");
    source.fallSilent();
    load(source.loader(RegistrySource.SHORT));
    source.answered.await(); // Opened by the cancellation.
  }

  @Test
  void theFailureOfTheFirstAttemptIsTheReason() {
    source.keep("a.pt");
    source.fetcher.script(
        RegistrySource.PLACE, Reply.failing(Fetcher.Reason.SERVER_ERROR), source.silent());
    load(source.loader(RegistrySource.SHORT));
    String warning = source.progress.warnings().get(0);
    assertTrue(warning.contains("(scripted)"), warning);
  }

  @Test
  void aSourceThatAnswersLateIsUsed() throws InterruptedException {
    source.keep("a.pt");
    SourceRegistry changed = source.fallSilent("a.pt", "b.pt");
    Caller<SourceRegistry> caller = Caller.of(() -> load(source.loader()));
    source.asked.await();
    source.answered.countDown();
    assertEquals(changed, caller.result());
    assertEquals(List.of(), source.progress.warnings());
  }

  @Test
  void bytesExtendTheWaitUpToItsTotal() {
    Patience patience = Patience.DEFAULT;
    long second = Duration.ofSeconds(1).toNanos();
    assertEquals(10 * second, patience.left(0, 0));
    assertEquals(0, patience.left(10 * second, 10 * second));
    assertEquals(9 * second, patience.left(40 * second, second));
    assertEquals(0, patience.left(60 * second, 0));
  }

  @Test
  void withoutACopyTheWaitIsNotLimited() {
    SourceRegistry registry = source.publish("a.pt");
    Patience none = new Patience(Duration.ZERO, Duration.ZERO);
    assertEquals(registry, load(source.loader(none)));
  }

  @Test
  void anInterruptionEndsTheWait() {
    source.fallSilent();
    Thread.currentThread().interrupt();
    CacheException e = assertThrows(CacheException.class, () -> load(source.loader()));
    assertEquals(CacheException.Kind.INTERRUPTED, e.kind());
    assertTrue(Thread.interrupted());
  }

  @Test
  void aCancellationEndsTheWait() throws InterruptedException {
    source.fallSilent();
    Cancellation cancellation = new Cancellation();
    RegistryLoader cancelled =
        source.loader().with(source.loader().mode().cancelledBy(cancellation));
    Caller<SourceRegistry> caller = Caller.of(() -> load(cancelled));
    source.asked.await();
    cancellation.cancel();
    CacheException e = assertInstanceOf(CacheException.class, caller.failure());
    assertEquals(CacheException.Kind.INTERRUPTED, e.kind());
  }

  private static SourceRegistry load(RegistryLoader loader) {
    return loader.load(RegistrySource.PLACE, false);
  }
}
