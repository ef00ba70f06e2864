package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Caller;

/** A cache whose registry is on the network, while its source accepts requests and is silent. */
@Timeout(20)
class RegistryReadsTest {

  private static final TestModel MODEL = TestModel.of("a.pt", "some bytes");

  private final TestCache world = TestCache.of(MODEL).publishRegistry();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);

  @AfterEach
  void answer() {
    answered.countDown();
  }

  @Test
  void lookingFailsAtOnceIfNothingWasRead() {
    fallSilent();
    assertNotRead(() -> world.cache().find(MODEL.name()));
    assertNotRead(() -> world.cache().status(MODEL.name()));
    assertNotRead(() -> world.cache().list());
    assertNotRead(() -> world.cache().ensuredAtOnce(MODEL.name()));
    assertEquals(List.of(), world.network.requests(), "nothing is requested");
  }

  @Test
  void lookingDoesNotWaitForAReading() throws InterruptedException {
    fallSilent();
    Caller<EnsureResult> reader = Caller.of(() -> world.ensure(MODEL));
    asked.await();
    List<Caller<List<ModelStatus>>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(Caller.of(() -> world.cache().list()));
    }
    for (Caller<List<ModelStatus>> caller : callers) {
      assertInstanceOf(CacheException.class, caller.failure());
    }
    answered.countDown();
    assertEquals(ModelState.CACHED, reader.result().state());
  }

  @Test
  void lookingUsesTheCopyOfAnEarlierRun() {
    EnsureResult cached = world.ensure(MODEL);
    fallSilent();
    world.restart();
    world.network.forgetRequests();
    assertEquals(Optional.of(cached.path()), world.cache().find(MODEL.name()));
    assertEquals(ModelState.CACHED, world.cache().status(MODEL.name()).state());
    assertEquals(1, world.cache().list().size());
    assertTrue(world.cache().ensuredAtOnce(MODEL.name()).isPresent());
    assertEquals(List.of(), world.network.requests(), "nothing is requested");
  }

  @Test
  void aWarmEnsureUsesTheRegistryThatWasRead() {
    EnsureResult cached = world.ensure(MODEL);
    fallSilent();
    world.network.forgetRequests();
    assertEquals(cached.path(), world.ensure(MODEL).path());
    assertEquals(List.of(), world.network.requests());
  }

  @Test
  void anInterruptionEndsTheFirstReading() throws InterruptedException {
    fallSilent();
    Caller<EnsureResult> caller = Caller.of(() -> world.ensure(MODEL));
    asked.await();
    caller.interrupt();
    CacheException e = assertInstanceOf(CacheException.class, caller.failure());
    assertEquals(CacheException.Kind.INTERRUPTED, e.kind());
    answered.await(); // The request is cancelled.
  }

  @Test
  void closingEndsTheFirstReading() throws InterruptedException {
    fallSilent();
    Caller<EnsureResult> caller = Caller.of(() -> world.ensure(MODEL));
    asked.await();
    world.cache().close();
    CacheException e = assertInstanceOf(CacheException.class, caller.failure());
    assertEquals(CacheException.Kind.CLOSED, e.kind());
  }

  @Test
  void aRefreshFindsANewModel() {
    world.ensure(MODEL);
    TestModel other = TestModel.of("b.pt", "other bytes");
    world.register(MODEL, other).publishRegistry();
    assertEquals(
        CacheException.Kind.UNKNOWN_MODEL,
        assertThrows(CacheException.class, () -> world.ensure(other)).kind());
    assertTrue(world.cache().refresh());
    assertEquals(ModelState.CACHED, world.ensure(other).state());
  }

  private void fallSilent() {
    world.network.script(TestCache.REGISTRY, world.registryReply().waitingFor(asked, answered));
  }

  private static void assertNotRead(Runnable call) {
    CacheException e = assertThrows(CacheException.class, call::run);
    assertEquals(CacheException.Kind.UNAVAILABLE, e.kind());
    assertTrue(e.toString().endsWith("has not been read yet"), e::toString);
  }
}
