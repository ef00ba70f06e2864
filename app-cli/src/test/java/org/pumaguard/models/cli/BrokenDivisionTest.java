package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;
import org.pumaguard.models.testkit.SampleRegistry;

/** A file that several connections bring, from a server that does not do what it said. */
@Tag("slow")
class BrokenDivisionTest {

  private static final int BYTES = 8 << 20;
  private static final String FILE = "/m.h5";
  private static final Fault SLOW = Fault.rate(2 << 20);

  /** What may be on its way until connections are told to stop, if that takes a second. */
  private static final int IN_FLIGHT = 5 << 20;

  @TempDir Path temp;
  private FetchFixture fixture;

  @BeforeEach
  void publish() throws IOException {
    fixture =
        new FetchFixture(
            temp.resolve("home"), new SampleRegistry(temp.resolve("www")).single("m.h5", BYTES, 1));
  }

  @AfterEach
  void end() throws IOException {
    fixture.close();
  }

  static Stream<OddRangesTest.Oddity> brokenWords() {
    return Stream.of(
        new OddRangesTest.Oddity("ranges ignored", Fault.IGNORED_RANGE.whenRanged()),
        new OddRangesTest.Oddity("416", Fault.status(416).whenRanged()),
        new OddRangesTest.Oddity("403", Fault.status(403).whenRanged()),
        new OddRangesTest.Oddity("several parts", Fault.without("Content-Range").whenRanged()),
        new OddRangesTest.Oddity("another tag each time", Fault.changingTag()));
  }

  @ParameterizedTest
  @MethodSource("brokenWords")
  void brokenRangesKeepTheFirstResponse(OddRangesTest.Oddity oddity) throws IOException {
    fixture.first.failAlways(FILE, SLOW.with(oddity.fault()));
    ProgramResult result = fixture.cache("--retries", "0", "--timeout", "20");
    fixture.checkCached(result);
    assertTrue(ProgressEvents.of(result).named("retry").isEmpty(), result::toString);
    assertTrue(fixture.first.requests(FILE).size() > 1, "it was not divided");
    assertEquals(
        1,
        fixture.first.requests(FILE).stream().filter(it -> it.header("Range").isEmpty()).count(),
        "the first answer goes on to its end");
    assertTrue(
        fixture.first.bytesSent() <= BYTES + IN_FLIGHT, () -> "" + fixture.first.bytesSent());
  }

  /** Its helpers are in the leader's way then, but it gets what it needs without them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aConnectionLimitCostsNoRetry(int most) throws IOException {
    fixture.first.limitConcurrency(most).failAlways(FILE, SLOW);
    ProgramResult result = fixture.cache("--retries", "0", "--timeout", "20", "-j", "6");
    fixture.checkCached(result);
    assertTrue(ProgressEvents.of(result).named("retry").isEmpty(), result::toString);
  }

  /** The first response would break off if it had to send all. */
  @Test
  void rangesWithDifferentTagsAreJoined() throws IOException {
    fixture.first.failAlways(FILE, SLOW.with(Fault.changingTag()).with(Fault.drop(6 << 20)));
    ProgramResult result = fixture.cache("--retries", "0", "--timeout", "20");
    fixture.checkCached(result);
    assertTrue(
        fixture.first.bytesSent() <= BYTES + IN_FLIGHT, () -> "" + fixture.first.bytesSent());
  }

  @Test
  void otherConnectionsFinishABrokenRange() throws IOException {
    fixture.first.failAlways(FILE, SLOW.with(Fault.drop(300_000).whenRanged()));
    fixture.checkCached(fixture.cache("--retries", "9"));
    assertTrue(
        fixture.first.bytesSent() <= BYTES + IN_FLIGHT, () -> "" + fixture.first.bytesSent());
  }

  @Test
  void wrongRangesLeadToAFetchOverOneConnection() throws IOException {
    fixture.first.failAlways(FILE, SLOW.with(Fault.flip(BYTES - 5).whenRanged()));
    fixture.checkCached(fixture.cache());
    assertTrue(
        fixture.first.bytesSent() <= 2 * BYTES + IN_FLIGHT, () -> "" + fixture.first.bytesSent());
  }
}
