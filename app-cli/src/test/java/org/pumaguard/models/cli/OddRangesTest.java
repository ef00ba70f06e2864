package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;

/** Servers that answer a request for a part in a way of their own: it costs time, never truth. */
@Execution(ExecutionMode.CONCURRENT)
class OddRangesTest {

  private static final int FRAGMENT_BYTES = 300_000;
  private static final int DROPPED_AFTER = 200_000;
  private static final int LARGE_BYTES = 12 << 20;
  private static final String HIT = FetchFixture.path('b');

  @TempDir private Path temp;

  /** What may come when the rest of a file is asked for. */
  static Stream<Oddity> oddities() {
    return Stream.of(
        new Oddity("ranges ignored", Fault.IGNORED_RANGE),
        new Oddity("another tag", Fault.tag("\"another\"")),
        new Oddity("another tag each time", Fault.changingTag()),
        new Oddity("416", Fault.status(416).whenRanged()),
        new Oddity("412", Fault.status(412).whenRanged()),
        new Oddity("begins later", Fault.rangeOff(10).whenRanged()),
        new Oddity("begins earlier", Fault.rangeOff(-10).whenRanged()),
        new Oddity("a longer file", Fault.totalOff(10).whenRanged()),
        new Oddity("a shorter file", Fault.totalOff(-10).whenRanged()),
        new Oddity("a file of unknown length", contentRange("bytes 200000-299999/*")),
        new Oddity("no range said", Fault.without("Content-Range").whenRanged()),
        new Oddity("an empty range", contentRange("")),
        new Oddity("a range of something else", contentRange("items 200000-299999/300000")),
        new Oddity("a garbled range", contentRange("bytes 2-1/x")),
        new Oddity("a range of huge numbers", contentRange("bytes " + "9".repeat(30) + "-/*")),
        new Oddity("status 200", Fault.PART_AS_200),
        new Oddity("status 200, begins later", Fault.PART_AS_200.with(Fault.rangeOff(10))),
        new Oddity("status 200, a longer part", partAs200("bytes 200000-300009/300010")),
        new Oddity("status 200, a shorter part", partAs200("bytes 200000-299989/300000")),
        new Oddity("status 200, beyond the end", partAs200("bytes 200000-299999/299999")),
        new Oddity("status 200, ranges ignored", ignoredAs200("bytes 200000-299999/300000")),
        new Oddity("status 200, garbled", ignoredAs200("bytes x")),
        new Oddity("a login page for parts", Fault.LOGIN_PAGE.whenRanged()));
  }

  private static Fault partAs200(String value) {
    return Fault.PART_AS_200.with(contentRange(value));
  }

  private static Fault ignoredAs200(String value) {
    return Fault.IGNORED_RANGE.with(contentRange(value));
  }

  private static Fault contentRange(String value) {
    return Fault.header("Content-Range: " + value).whenRanged();
  }

  @ParameterizedTest
  @MethodSource("oddities")
  void costsNoMoreThanTheFragment(Oddity oddity) throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      fixture.first.failOnce(HIT, Fault.drop(DROPPED_AFTER));
      fixture.first.failAlways(HIT, oddity.fault());
      ProgramResult result = fixture.cache("--retries", "3");
      fixture.checkCached(result);
      assertEquals(1, fixture.first.requests(FetchFixture.path('a')).size());
      assertTrue(fixture.first.bytesSent(FetchFixture.path('a')) == FRAGMENT_BYTES);
      assertTrue(fixture.first.bytesSent(HIT) <= DROPPED_AFTER + 2 * FRAGMENT_BYTES);
    }
  }

  @Test
  void aPartWithStatus200IsThePartThatItSays() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      fixture.first.failOnce(HIT, Fault.drop(DROPPED_AFTER));
      fixture.first.failAlways(HIT, Fault.PART_AS_200);
      fixture.checkCached(fixture.cache("--retries", "1"));
      assertEquals(FRAGMENT_BYTES, fixture.first.bytesSent(HIT));
      assertEquals(2, fixture.first.requests(HIT).size());
    }
  }

  /** No blame for wrong bytes: none were taken. */
  @Test
  void partsThatNobodyAskedForMakeASourceUnavailable() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      fixture.first.failAlways(HIT, Fault.header("Content-Range: bytes 0-99/300000"));
      fixture.checkRefused(Exit.UNAVAILABLE, "Content-Range", fixture.cache("--retries", "1"));
    }
  }

  @Test
  void partsThatAreShorterThanAskedForAreProgress() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      fixture.first.failOnce(HIT, Fault.drop(DROPPED_AFTER));
      fixture.first.failAlways(HIT, Fault.shortParts(15_000));
      ProgramResult result = fixture.cache("--retries", "1");
      fixture.checkCached(result);
      assertEquals(
          1, ProgressEvents.of(result).named("retry").values("fragment").size(), result::toString);
      assertEquals(FRAGMENT_BYTES, fixture.first.bytesSent(HIT));
    }
  }

  /** What has its own words for a part that it does not send. */
  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 416, 501})
  void aRefusedPartIsAskedForOnceMoreAsTheWhole(int status) throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      fixture.first.failOnce(HIT, Fault.drop(DROPPED_AFTER));
      fixture.first.failAlways(HIT, Fault.status(status).whenRanged());
      ProgramResult result = fixture.cache("--retries", "1");
      fixture.checkCached(result);
      assertEquals(3, fixture.first.requests(HIT).size());
      assertEquals(
          1, ProgressEvents.of(result).named("retry").values("fragment").size(), result::toString);
    }
  }

  /** One of each kind. */
  static Stream<Oddity> kinds() {
    Set<String> names =
        Set.of("ranges ignored", "another tag", "416", "begins later", "a longer file");
    return oddities().filter(oddity -> names.contains(oddity.name()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void spoilsNoLargeFile(Oddity oddity) throws IOException {
    try (FetchFixture fixture = FetchFixture.ofSizedFile(temp, LARGE_BYTES)) {
      fixture.first.failOnce("/m.h5", Fault.drop(5 << 20), Fault.drop(1 << 20));
      fixture.first.failAlways("/m.h5", oddity.fault());
      fixture.checkCached(fixture.cache("--retries", "3"));
      assertTrue(
          fixture.first.bytesSent() <= 3L * LARGE_BYTES, () -> "" + fixture.first.bytesSent());
    }
  }

  static Stream<Oddity> changes() {
    return Stream.of(
        new Oddity("with tags", Fault.NONE),
        new Oddity("with weak tags", Fault.WEAK_TAG),
        new Oddity("without tags", Fault.NO_TAG));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void restartsAFileThatChangesDuringTheFetch(Oddity change) throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      Fault former = Fault.content(new byte[FRAGMENT_BYTES]).with(change.fault());
      fixture.first.failOnce(HIT, former.with(Fault.drop(DROPPED_AFTER)));
      fixture.first.failAlways(HIT, change.fault());
      fixture.checkCached(fixture.cache("--retries", "3"));
      assertEquals(1, fixture.first.requests(FetchFixture.path('a')).size());
      assertEquals(1, fixture.first.requests(FetchFixture.path('c')).size());
    }
  }

  @Test
  void aMirrorIsAskedForTheRestByItsOwnTag() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES)) {
      fixture.first.failAlways(HIT, Fault.drop(DROPPED_AFTER).with(Fault.tag("\"first\"")));
      fixture.checkCached(fixture.cacheFromBoth());
      for (FaultyServer.Request request : fixture.mirror.requests(HIT)) {
        assertTrue(!request.header("If-Range").equals(Optional.of("\"first\"")));
      }
    }
  }

  /** A way to answer. */
  record Oddity(String name, Fault fault) {

    @Override
    public String toString() {
      return name;
    }
  }
}
