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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;

/** Servers with ways of their own, all of which bring the right bytes: each of them once. */
class OddServersIT {

  private static final int FRAGMENT_BYTES = 100_000;
  private static final List<Character> LETTERS = List.of('a', 'b', 'c');

  @TempDir private Path temp;
  private Rig rig;

  @BeforeEach
  void publish() throws IOException {
    rig = Rig.ofFragments(temp, FRAGMENT_BYTES);
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
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
  void bringsEachByteOnce(Way way) throws IOException {
    LETTERS.forEach(letter -> rig.first.failAlways(Rig.path(letter), way.fault()));
    Launcher.Result result = rig.cache();
    rig.checkCached(result);
    assertEquals(rig.size(), rig.first.bytesSent());
    assertTrue(Events.of(result).named("retry").isEmpty(), result::toString);
    assertTrue(rig.first.maxConcurrentResponses() <= 4, "no more at once than --parallel says");
  }

  @Test
  void keepsAConnectionForSeveralFragments() throws IOException {
    rig.first.keepAlive();
    Launcher.Result result = rig.cache("-j", "1");
    rig.checkCached(result);
    assertEquals(rig.size(), rig.first.bytesSent());
    assertEquals(1, rig.first.maxConcurrentResponses());
  }

  @Test
  void aFaultOnAKeptConnectionDoesNotHarmWhatComesAfterIt() throws IOException {
    rig.first.keepAlive().failOnce(Rig.path('a'), Fault.lengthOff(-10));
    rig.checkCached(rig.cache("-j", "1", "-v"));
  }

  @Test
  void aKeptConnectionThatTheServerHasEndedCostsNoTry() throws IOException {
    rig.first.keepAlive().failEverywhere(Fault.CLOSED_AFTER);
    rig.checkCached(rig.cache("-j", "1", "--retries", "0"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsARedirect(int status) throws IOException {
    for (char letter : LETTERS) {
      String target = rig.mirror.location(Rig.path(letter)).uri().toString();
      rig.first.failAlways(Rig.path(letter), Fault.redirect(status, target));
    }
    Launcher.Result result = rig.cache();
    rig.checkCached(result);
    assertEquals(rig.size(), rig.mirror.bytesSent());
    assertEquals(3, rig.first.requests().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/files/m.h5_a%s", "files/m.h5_a%s", "./x/../files/m.h5_a%s"})
  void followsARelativeRedirect(String target) throws IOException {
    for (char letter : LETTERS) {
      byte[] content =
          Files.readAllBytes(rig.published.folder().resolve(Rig.path(letter).substring(1)));
      rig.first.publish("/files" + Rig.path(letter), content);
      rig.first.failAlways(
          Rig.path(letter), Fault.redirect(302, target.formatted(String.valueOf(letter))));
    }
    rig.checkCached(rig.cache());
    assertEquals(rig.size(), rig.first.bytesSent());
  }

  @Test
  void aTransferThatBreaksOffBehindARedirectGoesOnThere() throws IOException {
    String target = rig.mirror.location(Rig.path('b')).uri().toString();
    rig.first.failAlways(Rig.path('b'), Fault.redirect(302, target));
    rig.mirror.failOnce(Rig.path('b'), Fault.drop(60_000));
    rig.checkCached(rig.cache());
    assertEquals(FRAGMENT_BYTES, rig.mirror.bytesSent());
  }

  @Test
  void saysWhereAfterARedirectTheWrongBytesCameFrom() {
    rig.first.failAlways(
        Rig.path('b'), Fault.redirect(302, rig.mirror.location("/m.h5_aa").uri().toString()));
    Launcher.Result result = rig.cache();
    rig.checkRefused(5, rig.mirror.location("/m.h5_aa").toString(), result);
  }

  @Test
  void sendsTheNameAndPasswordOfTheAddressAndNeverShowsThem() throws IOException {
    LETTERS.forEach(
        letter ->
            rig.first.failAlways(
                Rig.path(letter), Fault.authorization("Basic cHVtYTpwYXNzdzByZA==")));
    String address = Rig.url(rig.first).replace("http://", "http://puma:passw0rd@");
    Launcher.Result result = rig.cacheFrom(List.of(address), "-v");
    rig.checkCached(result);
    assertTrue(!result.toString().contains("passw0rd"), result::toString);
  }

  @Test
  void doesNotTakeTheNameAndPasswordAlongToAnotherHost() {
    String target = rig.mirror.location(Rig.path('b')).uri().toString();
    rig.first.failAlways(Rig.path('b'), Fault.redirect(302, target));
    String address = Rig.url(rig.first).replace("http://", "http://puma:passw0rd@");
    Launcher.Result result = rig.cacheFrom(List.of(address));
    assertEquals(0, result.status(), result::toString);
    assertEquals(1, rig.mirror.requests().size());
    assertTrue(rig.mirror.requests().get(0).header("Authorization").isEmpty());
  }

  @Test
  void anUnaskedNotModifiedIsSix() {
    rig.first.failAlways(Rig.path('b'), Fault.status(304));
    rig.checkRefused(6, "304", rig.cache());
  }

  /** A peculiarity of a server. */
  record Way(String name, Fault fault) {

    @Override
    public String toString() {
      return name;
    }
  }
}
