package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Progress;

/** Files without a registry: by location and digest. */
class RetrieveTest {

  private static final Location FIRST = at("memory://one.example/files/detector.h5?sig=s3cret");
  private static final Location SECOND = at("memory://two.example/detector.h5");

  private final TestModel a = TestModel.of("a", "mountain lion");
  private final TestModel b = TestModel.of("b", "bobcat");
  private final TestCache cache = TestCache.of();
  private ModelCache files = published();

  private ModelCache published() {
    cache.network.publish(FIRST, a.bytes());
    cache.network.publish(SECOND, b.bytes());
    return cache.withoutRegistry();
  }

  @Test
  void fetchesVerifiesAndRecordsAFile() throws IOException {
    Path path = files.retrieve(FIRST.uri(), a.sha256());

    assertEquals(cache.store.directory().resolve("detector.h5"), path);
    assertArrayEquals(a.bytes(), cache.disk.read(path));
    assertTrue(cache.isStored(a.sha256()));
    assertEquals(
        Optional.of("memory://one.example/files/detector.h5?…"),
        cache
            .directory()
            .records()
            .find(ModelName.parse("detector.h5"))
            .orElseThrow()
            .shown()
            .source());
    assertEquals(1, cache.progress().events(Progress.Kind.STARTED).size());
    assertEquals(1, cache.progress().events(Progress.Kind.FINISHED).size());
    assertFalse(cache.locks.isAnyHeld());
  }

  @Test
  void theSecondCallAsksNothingReadsNothingAndWritesNothing() {
    Path path = files.retrieve(FIRST.uri(), a.sha256());
    files = restarted();
    long steps = cache.disk.faults().steps();
    int writes = cache.records.writes();

    assertEquals(path, files.retrieve(FIRST.uri(), a.sha256()));
    assertEquals(List.of(), cache.network.requests());
    assertEquals(steps, cache.disk.faults().steps());
    assertEquals(writes, cache.records.writes());
  }

  @Test
  void isFoundInAReadOnlyDirectory() {
    Path path = files.retrieve(FIRST.uri(), a.sha256());
    cache.disk.faults().makeReadOnly(cache.store.directory());
    cache.records.makeReadOnly();

    assertEquals(path, restarted().retrieve(FIRST.uri(), a.sha256()));
  }

  @Test
  void isFoundOffline() {
    Path path = files.retrieve(FIRST.uri(), a.sha256());
    cache.restart(TestCache.SETTINGS.withOffline(true));
    files = cache.withoutRegistry();

    assertEquals(path, files.retrieve(FIRST.uri(), a.sha256()));
    CacheException failure =
        assertThrows(CacheException.class, () -> files.retrieve(SECOND.uri(), b.sha256()));
    assertEquals(Kind.OFFLINE, failure.kind());
  }

  @Test
  void equalNamesOfDifferentFilesLeaveEachOtherAlone() throws IOException {
    Path first = files.retrieve(FIRST.uri(), a.sha256());
    Path second = files.retrieve(SECOND.uri(), b.sha256());
    cache.network.forgetRequests();

    assertEquals(first, files.retrieve(FIRST.uri(), a.sha256()));
    assertEquals(second, files.retrieve(SECOND.uri(), b.sha256()));
    assertEquals(
        "detector-" + b.sha256().hex().substring(0, 12) + ".h5", second.getFileName().toString());
    assertArrayEquals(a.bytes(), cache.disk.read(first));
    assertArrayEquals(b.bytes(), cache.disk.read(second));
    assertEquals(List.of(), cache.network.requests());
  }

  @Test
  void anExplicitNameShowsWhatWasAskedForLast() throws IOException {
    ModelName name = ModelName.parse("current.h5");
    files.retrieved(FIRST, a.sha256(), name);
    files.retrieved(SECOND, b.sha256(), name);
    cache.network.forgetRequests();

    EnsureResult again = files.retrieved(FIRST, a.sha256(), name);

    assertEquals(0, again.bytesFetched());
    assertEquals(List.of(), cache.network.requests());
    assertEquals("current.h5", again.path().getFileName().toString());
    assertArrayEquals(a.bytes(), cache.disk.read(again.path()));
  }

  /** Both see a free name; the one that finishes last must not take it from the other. */
  @Test
  void twoFilesFetchedAtOnceGetTwoNames() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    cache.network.script(FIRST, Reply.of(a.bytes()).waitingFor(asked, open));
    Caller<Path> slow = Caller.of(() -> files.retrieve(FIRST.uri(), a.sha256()));
    asked.await();
    Path fast = files.retrieve(SECOND.uri(), b.sha256());
    open.countDown();

    assertNotEquals(fast, slow.result());
    assertEquals("detector.h5", fast.getFileName().toString());
    assertArrayEquals(b.bytes(), cache.disk.read(fast));
    assertArrayEquals(a.bytes(), cache.disk.read(slow.result()));
    assertEquals(1, cache.network.requests(FIRST).size());
  }

  @Test
  void callsAtOnceShareOneFetch() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    cache.network.script(FIRST, Reply.of(a.bytes()).waitingFor(asked, open));
    Caller<Path> first = Caller.of(() -> files.retrieve(FIRST.uri(), a.sha256()));
    asked.await();
    Caller<Path> second = Caller.of(() -> files.retrieve(FIRST.uri(), a.sha256())).blocked();
    open.countDown();

    assertEquals(first.result(), second.result());
    assertEquals(1, cache.network.requests().size());
  }

  @Test
  void continuesAnInterruptedFetch() throws IOException {
    TestModel large = TestModel.random("large", 100_000, 1);
    cache.restart(TestCache.SETTINGS.withRetries(0));
    cache.network.script(FIRST, Reply.of(large.bytes()).breakingAt(70_000));
    assertThrows(
        CacheException.class, () -> cache.withoutRegistry().retrieve(FIRST.uri(), large.sha256()));
    cache.network.publish(FIRST, large.bytes());

    EnsureResult result = restarted().retrieved(FIRST, large.sha256());

    assertEquals(30_000, result.bytesFetched());
    assertArrayEquals(large.bytes(), cache.disk.read(result.path()));
  }

  @Test
  void aModelOfTheRegistryOfEqualContentIsNotFetchedAgain() throws IOException {
    cache.register(a);
    cache.ensure(a);
    cache.network.forgetRequests();

    Path path = cache.withoutRegistry().retrieve(FIRST.uri(), a.sha256());

    assertEquals(List.of(), cache.network.requests());
    assertArrayEquals(a.bytes(), cache.disk.read(path));
  }

  @Test
  void theNameOfAModelStaysWithTheModel() throws IOException {
    TestModel registered = TestModel.of("detector.h5", "lynx");
    cache.register(registered);
    cache.ensure(registered);

    Path path = cache.withoutRegistry().retrieve(FIRST.uri(), a.sha256());

    assertArrayEquals(registered.bytes(), cache.shown(registered));
    assertArrayEquals(a.bytes(), cache.disk.read(path));
    assertEquals(ModelState.CACHED, cache.cache().status(registered.name()).state());
  }

  @Test
  void aFileOfTheUserKeepsItsName() throws IOException {
    Path own = cache.store.directory().resolve("detector.h5");
    cache.disk.write(own, "mine".getBytes(StandardCharsets.UTF_8));

    Path path = files.retrieve(FIRST.uri(), a.sha256());

    assertNotEquals(own, path);
    assertArrayEquals("mine".getBytes(StandardCharsets.UTF_8), cache.disk.read(own));
    assertArrayEquals(a.bytes(), cache.disk.read(path));
  }

  @Test
  void isFoundInABaseDirectory() {
    Path base = files.retrieve(FIRST.uri(), a.sha256());
    TestCache above = cache.above("station");

    assertEquals(base, above.withoutRegistry().retrieve(FIRST.uri(), a.sha256()));
    assertEquals(List.of(), above.network.requests());
  }

  @Test
  void aWrongDigestKeepsNothing() {
    CacheException failure =
        assertThrows(CacheException.class, () -> files.retrieve(FIRST.uri(), b.sha256()));

    assertEquals(Kind.INTEGRITY, failure.kind());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(a.sha256().hex()) && message.contains(b.sha256().hex()), message);
    assertFalse(message.contains("s3cret"), message);
    assertFalse(cache.disk.exists(cache.store.directory().resolve("detector.h5")));
    assertEquals(1, cache.progress().events(Progress.Kind.FAILED).size());
  }

  @Test
  void aFileThatIsNowhereIsNotFound() {
    CacheException failure =
        assertThrows(
            CacheException.class,
            () -> files.retrieve(URI.create("memory://one.example/absent"), a.sha256()));

    assertEquals(Kind.NOT_FOUND, failure.kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"detector.h5", "mailto:puma@example.org"})
  void needsTheAddressOfAFile(String uri) {
    CacheException failure =
        assertThrows(CacheException.class, () -> files.retrieve(URI.create(uri), a.sha256()));

    assertEquals(Kind.NOT_FOUND, failure.kind());
  }

  @Test
  void isAModelForPruneVerifyAndClear() {
    Path path = files.retrieve(FIRST.uri(), a.sha256());
    ModelName name = ModelName.parse("detector.h5");

    cache.cache().prune(Retention.DEFAULT, false);
    assertTrue(cache.disk.exists(path));
    assertEquals(1, cache.cache().usage().models());
    assertTrue(cache.cache().verify(List.of()).get(0).toString().contains("detector.h5"));
    cache.cache().clear(List.of(name), false);
    assertFalse(cache.disk.exists(path));
  }

  @Test
  void theQuotaEvictsOthersFirst() {
    Path first = files.retrieve(FIRST.uri(), a.sha256());
    cache.clock.advance(Duration.ofDays(2));
    cache.restart(TestCache.SETTINGS.withQuota(OptionalLong.of(b.bytes().length + 1L)));

    Path second =
        cache
            .withoutRegistry()
            .retrieve(URI.create("memory://two.example/detector.h5"), b.sha256());

    assertFalse(cache.disk.exists(first));
    assertTrue(cache.disk.exists(second));
  }

  @ParameterizedTest
  @CsvSource({
    "memory://h/a/detector.h5, detector.h5",
    "memory://h/a%20b%C3%BC.h5, a bü.h5",
    "memory://h/get?file=x.h5, get",
    "memory://h/a%2Fb%5C..%0A.h5, a_b_.__.h5",
    "memory://h/.hidden, _hidden",
    "memory://h/%2E%2E, _.",
    "memory://h/models/, HEX",
    "memory://h, HEX",
    "memory://h/model-registry.json, model-registry-SHORT.json"
  })
  void isNamedAfterTheLocation(String uri, String expected) {
    Location location = at(uri);
    cache.network.publish(location, a.bytes());

    assertEquals(
        expected
            .replace("HEX", a.sha256().hex())
            .replace("SHORT", a.sha256().hex().substring(0, 12)),
        files.retrieved(location, a.sha256()).name().value());
  }

  @Test
  void aLongNameIsCutBeforeItsExtension() {
    Location location = at("memory://h/" + "%C3%BC".repeat(200) + ".tar.gz");
    cache.network.publish(location, a.bytes());

    assertEquals("ü".repeat(124) + ".tar.gz", files.retrieved(location, a.sha256()).name().value());
  }

  private ModelCache restarted() {
    cache.restart();
    cache.network.forgetRequests();
    return cache.withoutRegistry();
  }

  private static Location at(String uri) {
    return new Location(URI.create(uri));
  }
}
