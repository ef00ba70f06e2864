package org.pumaguard.models.domain.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.fake.InMemoryFetcher;
import org.pumaguard.models.domain.fake.InMemoryRegistryCopies;
import org.pumaguard.models.domain.fake.InMemoryRegistryParser;
import org.pumaguard.models.domain.fake.InMemoryRegistryWriter;
import org.pumaguard.models.domain.fake.RecordingProgress;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.RegistryWriter;

/** A registry of the network whose source does not answer. */
@Timeout(20)
class RegistryLoaderTest {

  private static final Location PLACE = new Location(URI.create("memory://host/registry"));
  private static final Patience SHORT = new Patience(Duration.ofMillis(20), Duration.ofMillis(60));

  private final InMemoryFetcher network = new InMemoryFetcher(true);
  private final RecordingProgress progress = new RecordingProgress();
  private final RegistryLoader loader =
      new RegistryLoader(
          new FetchRouter(List.of(network), false),
          new Adapters.Registries(
              new InMemoryRegistryParser(),
              new InMemoryRegistryWriter(),
              new InMemoryRegistryCopies()),
          TestCache.SETTINGS,
          new Random(1),
          progress);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final CountDownLatch late = new CountDownLatch(1);

  @Test
  void theCopyIsUsedWithOneWarning() {
    SourceRegistry before = loadedOnce();
    network.script(PLACE, silent());
    assertEquals(before, within(SHORT).load(PLACE, false));
    assertEquals(
        List.of(
            "the registry memory://host/registry cannot be reached (no answer within 20 ms); using"
                + " the copy from the last time"),
        progress.warnings());
  }

  @Test
  void theRequestIsCancelled() throws InterruptedException {
    loadedOnce();
    network.script(PLACE, silent());
    within(SHORT).load(PLACE, false);
    never.await(); // Opened by the cancellation.
  }

  @Test
  void theFailureOfTheFirstAttemptIsTheReason() {
    loadedOnce();
    network.script(PLACE, Reply.failing(Fetcher.Reason.SERVER_ERROR), silent());
    within(SHORT).load(PLACE, false);
    assertTrue(progress.warnings().get(0).contains("(scripted)"), progress.warnings()::toString);
  }

  @Test
  void aSourceThatAnswersLateIsUsed() throws Exception {
    loadedOnce();
    SourceRegistry changed = registry("a.pt", "b.pt");
    network.script(PLACE, Reply.of(text(changed)).waitingFor(asked, late));
    Caller<SourceRegistry> caller = Caller.of(() -> loader.load(PLACE, false));
    asked.await();
    late.countDown();
    assertEquals(changed, caller.result());
    assertEquals(List.of(), progress.warnings());
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
    SourceRegistry registry = registry("a.pt");
    network.publish(PLACE, text(registry));
    assertEquals(registry, within(new Patience(Duration.ZERO, Duration.ZERO)).load(PLACE, false));
  }

  @Test
  void anInterruptionEndsTheWait() {
    network.script(PLACE, silent());
    Thread.currentThread().interrupt();
    CacheException e = assertThrows(CacheException.class, () -> loader.load(PLACE, false));
    assertEquals(CacheException.Kind.INTERRUPTED, e.kind());
    assertTrue(Thread.interrupted());
  }

  @Test
  void aCancellationEndsTheWait() throws InterruptedException {
    network.script(PLACE, silent());
    Cancellation cancellation = new Cancellation();
    RegistryLoader cancelled = loader.with(loader.mode().cancelledBy(cancellation));
    Caller<SourceRegistry> caller = Caller.of(() -> cancelled.load(PLACE, false));
    asked.await();
    cancellation.cancel();
    CacheException e = assertInstanceOf(CacheException.class, caller.failure());
    assertEquals(CacheException.Kind.INTERRUPTED, e.kind());
  }

  @Test
  void withoutNetworkTheCopyIsRead() {
    SourceRegistry before = loadedOnce();
    network.forgetRequests();
    assertEquals(before, loader.with(loader.mode().withoutNetwork()).load(PLACE, false));
    assertEquals(List.of(), network.requests());
  }

  @Test
  void withoutNetworkAndCopyItFailsAtOnce() {
    CacheException e =
        assertThrows(
            CacheException.class,
            () -> loader.with(loader.mode().withoutNetwork()).load(PLACE, false));
    assertEquals("the registry memory://host/registry has not been read yet", e.getMessage());
    assertEquals("refresh the registry, or ensure a model once", e.hint().text());
    assertEquals(List.of(), network.requests());
  }

  private RegistryLoader within(Patience patience) {
    return loader.with(loader.mode().within(patience));
  }

  private SourceRegistry loadedOnce() {
    SourceRegistry registry = registry("a.pt");
    network.publish(PLACE, text(registry));
    assertEquals(registry, loader.load(PLACE, false));
    return registry;
  }

  private Reply silent() {
    return Reply.of(new byte[] {1}).waitingFor(asked, never);
  }

  private static SourceRegistry registry(String... names) {
    return new SourceRegistry(
        List.of(new SourceLocation(TestCache.FIRST)),
        Arrays.stream(names).map(name -> TestModel.of(name, name).model()).toList());
  }

  private static byte[] text(SourceRegistry registry) {
    return new InMemoryRegistryWriter()
        .write(registry, RegistryWriter.Format.YAML, Optional.empty())
        .getBytes(StandardCharsets.UTF_8);
  }
}
