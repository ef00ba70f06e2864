package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;

/** A large file over a slow network is brought by several connections, where the server can. */
class DivisionIT {

  private static final int BYTES = 8 << 20;
  private static final String FILE = "/m.h5";
  private static final Fault SLOW = Fault.rate(2 << 20);

  /** What may be on its way when a connection is told to stop. */
  private static final int IN_FLIGHT = 1 << 20;

  @TempDir Path temp;
  private Rig rig;

  @BeforeEach
  void publish() throws IOException {
    rig =
        new Rig(temp.resolve("home"), new Published(temp.resolve("www")).single("m.h5", BYTES, 1));
  }

  @AfterEach
  void end() throws IOException {
    rig.close();
  }

  @Test
  void severalConnectionsBringPartsAndNothingTwice() throws IOException {
    rig.first.failAlways(FILE, SLOW);
    rig.checkCached(rig.cache());
    assertTrue(rig.first.maxConcurrentResponses() > 1, () -> rig.first.requests().toString());
    assertTrue(rig.first.maxConcurrentResponses() <= 4, "no more at once than --parallel says");
    assertTrue(rig.first.bytesSent() <= BYTES + IN_FLIGHT, () -> "" + rig.first.bytesSent());
    assertTrue(
        rig.first.requests(FILE).stream()
            .skip(1)
            .allMatch(part -> part.header("If-Range").isPresent()),
        () -> rig.first.requests().toString());
  }

  @Test
  void oneConnectionBringsItAllWhereOnlyOneIsAllowed() throws IOException {
    rig.first.failAlways(FILE, SLOW);
    rig.checkCached(rig.cache("-j", "1"));
    assertEquals(1, rig.first.requests(FILE).size());
    assertEquals(BYTES, rig.first.bytesSent());
  }

  @Test
  void oneConnectionBringsItAllWhereTheServerKnowsNoRanges() throws IOException {
    rig.first.failAlways(FILE, SLOW.with(Fault.without("Accept-Ranges")));
    rig.checkCached(rig.cache());
    assertEquals(1, rig.first.requests(FILE).size());
  }

  @Test
  void oneConnectionBringsItAllWhereNothingTellsVersionsApart() throws IOException {
    rig.first.failAlways(FILE, SLOW.with(Fault.without("ETag")));
    rig.checkCached(rig.cache());
    assertEquals(1, rig.first.requests(FILE).size());
  }

  static Stream<OddRangesIT.Oddity> brokenWords() {
    return Stream.of(
        new OddRangesIT.Oddity("ranges ignored", Fault.IGNORED_RANGE.whenRanged()),
        new OddRangesIT.Oddity("416", Fault.status(416).whenRanged()),
        new OddRangesIT.Oddity("403", Fault.status(403).whenRanged()),
        new OddRangesIT.Oddity("several parts", Fault.without("Content-Range").whenRanged()),
        new OddRangesIT.Oddity("another tag each time", Fault.changingTag()));
  }

  @ParameterizedTest
  @MethodSource("brokenWords")
  void aServerThatBreaksItsWordCostsNeitherATryNorTheFirstAnswer(OddRangesIT.Oddity oddity)
      throws IOException {
    rig.first.failAlways(FILE, SLOW.with(oddity.fault()));
    Launcher.Result result = rig.cache("--retries", "0");
    rig.checkCached(result);
    assertTrue(Events.of(result).named("retry").isEmpty(), result::toString);
    assertTrue(rig.first.requests(FILE).size() > 1, "it was not divided");
    assertEquals(
        1,
        rig.first.requests(FILE).stream().filter(it -> it.header("Range").isEmpty()).count(),
        "the first answer goes on to its end");
    assertTrue(rig.first.bytesSent() <= BYTES + IN_FLIGHT, () -> "" + rig.first.bytesSent());
  }

  /** Its helpers are in the leader's way then, but it gets what it needs without them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aServerThatAllowsFewConnectionsCostsNoTry(int most) throws IOException {
    rig.first.limitConcurrency(most).failAlways(FILE, SLOW);
    Launcher.Result result = rig.cache("--retries", "0", "-j", "6");
    rig.checkCached(result);
    assertTrue(Events.of(result).named("retry").isEmpty(), result::toString);
  }

  @Test
  void partsThatAreBrokenOffAreBroughtByOthers() throws IOException {
    rig.first.failAlways(FILE, SLOW.with(Fault.drop(300_000).whenRanged()));
    rig.checkCached(rig.cache("--retries", "9"));
    assertTrue(rig.first.bytesSent() <= BYTES + IN_FLIGHT, () -> "" + rig.first.bytesSent());
  }

  @Test
  void wrongPartsOfADividedFileAreFoundOutAndTheFileIsFetchedInOne() throws IOException {
    rig.first.failAlways(FILE, SLOW.with(Fault.flip(BYTES - 5).whenRanged()));
    rig.checkCached(rig.cache());
    assertTrue(rig.first.bytesSent() <= 2 * BYTES + IN_FLIGHT, () -> "" + rig.first.bytesSent());
  }

  @Test
  void theLastFragmentsAreSharedByTheConnectionsThatAreFree() throws IOException {
    try (Rig fragments = Rig.ofFragments(temp.resolve("fragments"), BYTES / 2)) {
      fragments.first.failEverywhere(SLOW);
      fragments.checkCached(fragments.cache("-j", "6"));
      assertTrue(
          fragments.first.maxConcurrentResponses() > 3,
          () -> "" + fragments.first.maxConcurrentResponses());
      assertTrue(fragments.first.bytesSent() <= fragments.size() + 3 * IN_FLIGHT);
    }
  }
}
