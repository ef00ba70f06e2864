package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;

/** When a source is asked again: how often, after whom, and what is said of it. */
class RetriesIT {

  private static final List<Character> LETTERS = List.of('a', 'b', 'c');
  private static final String HIT = FetchFixture.path('b');

  @TempDir private Path temp;
  private FetchFixture rig;

  @BeforeEach
  void publish() throws IOException {
    rig = FetchFixture.ofFragments(temp, 100_000);
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 1, 0", "3, 3, 0", "0, 1, 6", "2, 3, 6"})
  void aSourceIsAskedAsOftenAsIsSaid(String retries, int errors, int status) throws IOException {
    rig.first.failTimes(errors, HIT, Fault.status(503));
    ProgramResult result = rig.cache("--retries", retries);
    assertEquals(status, result.status(), result::toString);
    int tries = Math.min(errors, Integer.parseInt(retries)) + 1;
    assertEquals(tries, rig.first.requests(HIT).size());
    assertEquals(
        Collections.nCopies(tries - 1, "m.h5_ab"),
        ProgressEvents.of(result).named("retry").values("fragment"));
  }

  @Test
  void theTriesAreCountedForEachFragmentByItself() throws IOException {
    LETTERS.forEach(letter -> rig.first.failOnce(FetchFixture.path(letter), Fault.status(503)));
    rig.checkCached(rig.cache());
    assertEquals(6, rig.first.requests().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"seconds", "date"})
  void aSourceThatAsksForAWaitIsLeftAloneSoLong(String form) throws IOException {
    String wait = form.equals("date") ? date(Instant.now().plusSeconds(4)) : "3";
    rig.first.failOnce(FetchFixture.path('a'), Fault.status(503, "Retry-After: " + wait));
    rig.first.failOnce(FetchFixture.path('b'), Fault.status(503));
    rig.first.failOnce(FetchFixture.path('c'), Fault.status(503));
    ProgramResult result = rig.cache();
    rig.checkCached(result);
    List<String> paths = rig.first.requests().stream().map(FaultyServer.Request::path).toList();
    assertEquals(6, paths.size());
    assertEquals(FetchFixture.path('a'), paths.get(5), "it asked for more than the others wait");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seconds", "date"})
  void nobodyWaitsForASourceWhereThereIsAnother(String form) throws IOException {
    String wait = form.equals("date") ? date(Instant.now().plusSeconds(3600)) : "3600";
    rig.first.failEverywhere(Fault.status(429, "Retry-After: " + wait));
    ProgramResult result = rig.cacheFromBoth();
    rig.checkCached(result);
    assertEquals(rig.size(), rig.mirror.bytesSent());
    assertEquals(
        List.of("m.h5_aa", "m.h5_ab", "m.h5_ac"),
        ProgressEvents.of(result).named("source-switched").values("fragment").stream().sorted().toList());
  }

  @Test
  void aSourceThatHasFailedIsAskedAgainWhenTheMirrorFailsToo() throws IOException {
    rig.first.failOnce(HIT, Fault.status(503));
    rig.mirror.failAlways(HIT, Fault.status(404));
    ProgramResult result = rig.cacheFromBoth();
    rig.checkCached(result);
    assertEquals(2, rig.first.requests(HIT).size());
    assertEquals(1, rig.mirror.requests(HIT).size());
  }

  @Test
  void whatTheLastSourceSaidIsTold() {
    rig.first.failAlways(HIT, Fault.status(503));
    rig.mirror.failAlways(HIT, Fault.status(404));
    ProgramResult result = rig.cacheFromBoth();
    rig.checkRefused(Exit.UNAVAILABLE, "503", result);
    assertEquals(2, rig.first.requests(HIT).size());
    assertEquals(1, rig.mirror.requests(HIT).size());
  }

  @Test
  void eachEventOfARetryNamesWhatItIsAbout() {
    rig.first.failOnce(HIT, Fault.drop(1000));
    ProgressEvents retries = ProgressEvents.of(rig.cache()).named("retry");
    assertEquals(List.of(FetchFixture.MODEL), retries.values("model"));
    assertEquals(List.of("m.h5_ab"), retries.values("fragment"));
    assertEquals(List.of(FetchFixture.url(rig.first)), retries.values("source"));
    assertEquals(1, retries.values("reason").size());
    assertTrue(
        Instant.parse(retries.values("time").get(0).toString()).isBefore(Instant.now()),
        "events tell when");
  }

  private static String date(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
  }
}
