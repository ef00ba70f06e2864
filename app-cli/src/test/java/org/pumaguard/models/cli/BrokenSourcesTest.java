package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
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
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;

/** Sources from which the bytes do not come: one fragment of three is hit. */
@Execution(ExecutionMode.CONCURRENT)
class BrokenSourcesTest {

  private static final int FRAGMENT_BYTES = 100_000;
  private static final String HIT = FetchFixture.path('b');

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

  static Stream<Break> breaks() {
    return Stream.concat(
        passing(),
        Stream.of(
            new Break("garbage", Fault.GARBAGE, "", 2),
            new Break("401", Fault.authorization("Bearer puma"), "401", 2),
            new Break("404", Fault.status(404), "404", 1),
            new Break("redirected to itself", Fault.redirect(302, HIT), "redirect", 21),
            new Break("redirected to nothing", Fault.redirect(302, "/gone"), "404", 2),
            new Break("redirected nowhere", Fault.status(302), "redirect", 2)));
  }

  /** Those after which the same source is asked again. */
  static Stream<Break> passing() {
    return Stream.of(
        new Break("dropped at once", Fault.drop(0), "", 2),
        new Break("dropped", Fault.drop(1000), "", 2),
        new Break("dropped, without a length", Fault.CHUNKED.with(Fault.drop(1000)), "", 2),
        new Break("stalled at once", Fault.stall(0), "", 2),
        new Break("stalled", Fault.stall(1000), "", 2),
        new Break("stalled, without a length", Fault.CHUNKED.with(Fault.stall(1000)), "", 2),
        new Break("silent", Fault.SILENT, "", 2),
        // The second request asks for the rest that there is not.
        new Break("announced too long", Fault.lengthOff(10), "", 3),
        new Break("hung up", Fault.HANG_UP, "", 2),
        new Break("408", Fault.status(408), "408", 2),
        new Break("429", Fault.status(429), "429", 2),
        new Break("500", Fault.status(500), "500", 2),
        new Break("503", Fault.status(503), "503", 2));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void exitsWithUnavailableAndNamesTheSource(Break broken) {
    fixture.first.failAlways(HIT, broken.fault());
    ProgramResult result = fixture.cache();
    fixture.checkRefused(Exit.UNAVAILABLE, broken.words(), result);
    assertEquals(
        List.of(FetchFixture.MODEL), ProgressEvents.of(result).named("failed").values("model"));
    int tries = fixture.first.requests(HIT).size();
    assertTrue(tries >= 1 && tries <= broken.mostTries(), () -> tries + " tries");
    assertTrue(
        fixture.first.bytesSent() <= 4 * FRAGMENT_BYTES, () -> "" + fixture.first.bytesSent());
  }

  @ParameterizedTest
  @MethodSource("passing")
  void costsATryAndNoMoreWhenItPasses(Break broken) throws IOException {
    fixture.first.failOnce(HIT, broken.fault());
    ProgramResult result = fixture.cache();
    fixture.checkCached(result);
    ProgressEvents retries = ProgressEvents.of(result).named("retry");
    assertEquals(List.of("m.h5_ab"), retries.values("fragment"), result::toString);
    assertTrue(retries.values("reason").toString().contains(broken.words()), result::toString);
    assertEquals(1, fixture.first.requests(FetchFixture.path('a')).size());
    assertEquals(1, fixture.first.requests(FetchFixture.path('c')).size());
    assertTrue(fixture.first.bytesSent() <= fixture.size() + FRAGMENT_BYTES);
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void isMadeGoodByAMirror(Break broken) throws IOException {
    fixture.first.failAlways(HIT, broken.fault());
    ProgramResult result = fixture.cacheFromBoth("-j", "1");
    fixture.checkCached(result);
    ProgressEvents switches =
        ProgressEvents.of(result).named("source-switched").where("fragment", "m.h5_ab");
    assertFalse(switches.isEmpty(), result::toString);
    assertEquals(FetchFixture.url(fixture.mirror), switches.values("source").get(0));
    assertTrue(switches.values("reason").toString().contains(broken.words()), result::toString);
    assertFalse(fixture.mirror.requests(HIT).isEmpty());
    assertTrue(
        fixture.mirror.requests(FetchFixture.path('a')).isEmpty(),
        "what is had is not fetched again");
  }

  @Test
  void decodesWhatIsCompressedUnasked() throws IOException {
    fixture.first.failAlways(HIT, Fault.GZIP);
    fixture.checkCached(fixture.cache());
    assertEquals(2, fixture.first.requests(HIT).size());
  }

  @Test
  void exitsWithUnavailableIfTheConnectionIsRefused() throws IOException {
    String nobody = FaultyServer.unreachable("/").uri().toString();
    ProgramResult alone = fixture.cacheFrom(List.of(nobody));
    fixture.checkRefused(Exit.UNAVAILABLE, "", alone);
    assertFalse(ProgressEvents.of(alone).named("retry").isEmpty(), alone::toString);
    fixture.checkCached(fixture.cacheFrom(List.of(nobody, FetchFixture.url(fixture.mirror))));
    assertEquals(fixture.size(), fixture.mirror.bytesSent());
  }

  @Test
  void exitsWithUnavailableIfConnectionsAreClosed() throws IOException {
    fixture.first.rejectConnections();
    fixture.checkRefused(Exit.UNAVAILABLE, "", fixture.cache());
    fixture.checkCached(fixture.cacheFromBoth());
    assertEquals(0, fixture.first.bytesSent());
    assertEquals(fixture.size(), fixture.mirror.bytesSent());
  }

  @Test
  void aHeadThatNeverEndsIsEndedByTheTimeOut() {
    fixture.first.failAlways(HIT, Fault.SLOW_HEAD);
    fixture.checkRefused(Exit.UNAVAILABLE, "", fixture.cache());
  }

  /**
   * Something that keeps bytes from coming.
   *
   * @param words that the reason has in it
   * @param mostTries how often the only source is asked at most
   */
  record Break(String name, Fault fault, String words, int mostTries) {

    @Override
    public String toString() {
      return name;
    }
  }
}
