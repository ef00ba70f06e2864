package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;

/** Servers with ways of their own, all of which bring the right bytes: each of them once. */
@Execution(ExecutionMode.CONCURRENT)
class OddServersTest {

  private static final int FRAGMENT_BYTES = 100_000;
  private static final List<Character> LETTERS = List.of('a', 'b', 'c');

  @TempDir private Path temp;
  private FetchFixture fixture;

  @BeforeEach
  void publish() throws IOException {
    fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES);
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
  }

  static Stream<Way> ways() {
    Duration oftenEnough = Duration.ofMillis(100);
    Instant date = Instant.parse("2025-10-14T12:00:00Z");
    return Stream.of(
        new Way("the usual one", Fault.NONE),
        new Way("no length", Fault.CHUNKED),
        new Way("no length, ranges ignored", Fault.CHUNKED.with(Fault.IGNORED_RANGE)),
        new Way("ranges ignored", Fault.IGNORED_RANGE),
        new Way("ranges ignored, though promised", promised(Fault.IGNORED_RANGE)),
        new Way("ranges refused", promised(Fault.status(416).whenRanged())),
        new Way("no tag", Fault.NO_TAG),
        new Way("no tag, but a date", Fault.NO_TAG.with(Fault.lastModified(date))),
        new Way("weak tag", Fault.WEAK_TAG),
        new Way("another tag each time", Fault.changingTag()),
        new Way("a charset and cookies", Fault.header("Content-Type: a/b", "Set-Cookie: a=b")),
        new Way("said to be themselves", Fault.header("Content-Encoding: identity")),
        new Way("said to be nothing", Fault.header("Content-Encoding: ")),
        new Way("longer in all than the time-out", Fault.trickle(8_000, oftenEnough)),
        new Way("limited", Fault.rate(400_000)));
  }

  private static Fault promised(Fault fault) {
    return fault.with(Fault.header("Accept-Ranges: bytes"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void fetchesEachByteOnce(Way way) throws IOException {
    LETTERS.forEach(letter -> fixture.first.failAlways(FetchFixture.path(letter), way.fault()));
    ProgramResult result = fixture.cache();
    fixture.checkCached(result);
    assertEquals(fixture.size(), fixture.first.bytesSent());
    assertTrue(ProgressEvents.of(result).named("retry").isEmpty(), result::toString);
    assertTrue(fixture.first.maxConcurrentResponses() <= 4, "no more at once than --parallel says");
  }

  @Test
  void keepsAConnectionForSeveralFragments() throws IOException {
    fixture.first.keepAlive();
    ProgramResult result = fixture.cache("-j", "1");
    fixture.checkCached(result);
    assertEquals(fixture.size(), fixture.first.bytesSent());
    assertEquals(1, fixture.first.maxConcurrentResponses());
  }

  @Test
  void recoversFromAFaultOnAKeptConnection() throws IOException {
    fixture.first.keepAlive().failOnce(FetchFixture.path('a'), Fault.lengthOff(-10));
    fixture.checkCached(fixture.cache("-j", "1", "-v"));
  }

  @Test
  void aKeptConnectionThatTheServerHasEndedCostsNoTry() throws IOException {
    fixture.first.keepAlive().failEverywhere(Fault.CLOSED_AFTER);
    fixture.checkCached(fixture.cache("-j", "1", "--retries", "0"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsARedirect(int status) throws IOException {
    for (char letter : LETTERS) {
      String target = fixture.mirror.location(FetchFixture.path(letter)).uri().toString();
      fixture.first.failAlways(FetchFixture.path(letter), Fault.redirect(status, target));
    }
    ProgramResult result = fixture.cache();
    fixture.checkCached(result);
    assertEquals(fixture.size(), fixture.mirror.bytesSent());
    assertEquals(3, fixture.first.requests().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/files/m.h5_a%s", "files/m.h5_a%s", "./x/../files/m.h5_a%s"})
  void followsARelativeRedirect(String target) throws IOException {
    for (char letter : LETTERS) {
      byte[] content =
          Files.readAllBytes(
              fixture.published.folder().resolve(FetchFixture.path(letter).substring(1)));
      fixture.first.publish("/files" + FetchFixture.path(letter), content);
      fixture.first.failAlways(
          FetchFixture.path(letter), Fault.redirect(302, target.formatted(String.valueOf(letter))));
    }
    fixture.checkCached(fixture.cache());
    assertEquals(fixture.size(), fixture.first.bytesSent());
  }

  @Test
  void aTransferThatBreaksOffBehindARedirectGoesOnThere() throws IOException {
    String target = fixture.mirror.location(FetchFixture.path('b')).uri().toString();
    fixture.first.failAlways(FetchFixture.path('b'), Fault.redirect(302, target));
    fixture.mirror.failOnce(FetchFixture.path('b'), Fault.drop(60_000));
    fixture.checkCached(fixture.cache());
    assertEquals(FRAGMENT_BYTES, fixture.mirror.bytesSent());
  }

  @Test
  void saysWhereAfterARedirectTheWrongBytesCameFrom() {
    fixture.first.failAlways(
        FetchFixture.path('b'),
        Fault.redirect(302, fixture.mirror.location("/m.h5_aa").uri().toString()));
    ProgramResult result = fixture.cache();
    fixture.checkRefused(Exit.INTEGRITY, fixture.mirror.location("/m.h5_aa").toString(), result);
  }

  @Test
  void sendsButNeverPrintsThePasswordOfAUrl() throws IOException {
    LETTERS.forEach(
        letter ->
            fixture.first.failAlways(
                FetchFixture.path(letter), Fault.authorization("Basic cHVtYTpwYXNzdzByZA==")));
    String address = FetchFixture.url(fixture.first).replace("http://", "http://puma:passw0rd@");
    ProgramResult result = fixture.cacheFrom(List.of(address), "-v");
    fixture.checkCached(result);
    assertTrue(!result.toString().contains("passw0rd"), result::toString);
  }

  @Test
  void doesNotTakeTheNameAndPasswordAlongToAnotherHost() {
    String target = fixture.mirror.location(FetchFixture.path('b')).uri().toString();
    fixture.first.failAlways(FetchFixture.path('b'), Fault.redirect(302, target));
    String address = FetchFixture.url(fixture.first).replace("http://", "http://puma:passw0rd@");
    ProgramResult result = fixture.cacheFrom(List.of(address));
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(1, fixture.mirror.requests().size());
    assertTrue(fixture.mirror.requests().get(0).header("Authorization").isEmpty());
  }

  @Test
  void exitsWithUnavailableForAnUnaskedNotModified() {
    fixture.first.failAlways(FetchFixture.path('b'), Fault.status(304));
    fixture.checkRefused(Exit.UNAVAILABLE, "304", fixture.cache());
  }

  /** A peculiarity of a server. */
  record Way(String name, Fault fault) {

    @Override
    public String toString() {
      return name;
    }
  }
}
