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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;

/** When a source is asked again: how often, after whom, and what is said of it. */
@Execution(ExecutionMode.CONCURRENT)
class RetriesTest {

  private static final List<Character> LETTERS = List.of('a', 'b', 'c');
  private static final String HIT = FetchFixture.path('b');

  @TempDir private Path temp;
  private FetchFixture fixture;

  @BeforeEach
  void publish() throws IOException {
    fixture = FetchFixture.ofFragments(temp, 100_000);
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 1, 0", "3, 3, 0", "0, 1, 6", "2, 3, 6"})
  void aSourceIsAskedAsOftenAsIsSaid(String retries, int errors, int status) throws IOException {
    fixture.first.failTimes(errors, HIT, Fault.status(503));
    ProgramResult result = fixture.cache("--retries", retries);
    assertEquals(status, result.status(), result::toString);
    int tries = Math.min(errors, Integer.parseInt(retries)) + 1;
    assertEquals(tries, fixture.first.requests(HIT).size());
    assertEquals(
        Collections.nCopies(tries - 1, "m.h5_ab"),
        ProgressEvents.of(result).named("retry").values("fragment"));
  }

  @Test
  void theTriesAreCountedForEachFragmentByItself() throws IOException {
    LETTERS.forEach(letter -> fixture.first.failOnce(FetchFixture.path(letter), Fault.status(503)));
    fixture.checkCached(fixture.cache());
    assertEquals(6, fixture.first.requests().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"seconds", "date"})
  void aSourceThatAsksForAWaitIsLeftAloneSoLong(String form) throws IOException {
    String wait = form.equals("date") ? date(Instant.now().plusSeconds(4)) : "3";
    fixture.first.failOnce(FetchFixture.path('a'), Fault.status(503, "Retry-After: " + wait));
    fixture.first.failOnce(FetchFixture.path('b'), Fault.status(503));
    fixture.first.failOnce(FetchFixture.path('c'), Fault.status(503));
    ProgramResult result = fixture.cache();
    fixture.checkCached(result);
    List<String> paths = fixture.first.requests().stream().map(FaultyServer.Request::path).toList();
    assertEquals(6, paths.size());
    assertEquals(FetchFixture.path('a'), paths.get(5), "it asked for more than the others wait");
  }

  @ParameterizedTest
  @ValueSource(strings = {"seconds", "date"})
  void prefersAnotherSourceToWaiting(String form) throws IOException {
    String wait = form.equals("date") ? date(Instant.now().plusSeconds(3600)) : "3600";
    fixture.first.failEverywhere(Fault.status(429, "Retry-After: " + wait));
    ProgramResult result = fixture.cacheFromBoth();
    fixture.checkCached(result);
    assertEquals(fixture.size(), fixture.mirror.bytesSent());
    assertEquals(
        List.of("m.h5_aa", "m.h5_ab", "m.h5_ac"),
        ProgressEvents.of(result).named("source-switched").values("fragment").stream()
            .sorted()
            .toList());
  }

  @Test
  void retriesTheFirstSourceAfterTheMirrorFails() throws IOException {
    fixture.first.failOnce(HIT, Fault.status(503));
    fixture.mirror.failAlways(HIT, Fault.status(404));
    ProgramResult result = fixture.cacheFromBoth();
    fixture.checkCached(result);
    assertEquals(2, fixture.first.requests(HIT).size());
    assertEquals(1, fixture.mirror.requests(HIT).size());
  }

  @Test
  void aSourceThatSendsALittleMoreEachTimeIsNotGivenUp() throws IOException {
    try (FetchFixture large = FetchFixture.ofSizedFile(temp.resolve("large"), 600_000)) {
      large.first.failAlways("/m.h5", Fault.drop(120_000));
      large.checkCached(large.cache("--retries", "1"));
      assertEquals(600_000, large.first.bytesSent());
    }
  }

  @Test
  void aSourceThatSendsTheSameBytesEachTimeIsGivenUp() throws IOException {
    try (FetchFixture large = FetchFixture.ofSizedFile(temp.resolve("large"), 600_000)) {
      large.first.failAlways("/m.h5", Fault.drop(120_000).with(Fault.IGNORED_RANGE));
      assertEquals(Exit.UNAVAILABLE, large.cache("--retries", "1").status());
      assertEquals(2, large.first.requests().size());
    }
  }

  @Test
  void aSourceThatSendsWrongBytesLittleByLittleIsGivenUp() throws IOException {
    try (FetchFixture large = FetchFixture.ofSizedFile(temp.resolve("large"), 300_000)) {
      large.first.failAlways("/m.h5", Fault.drop(120_000).with(Fault.flip(5)));
      assertEquals(Exit.INTEGRITY, large.cache("--retries", "1").status());
    }
  }

  @Test
  void whatTheLastSourceSaidIsTold() {
    fixture.first.failAlways(HIT, Fault.status(503));
    fixture.mirror.failAlways(HIT, Fault.status(404));
    ProgramResult result = fixture.cacheFromBoth();
    fixture.checkRefused(Exit.UNAVAILABLE, "503", result);
    assertEquals(2, fixture.first.requests(HIT).size());
    assertEquals(1, fixture.mirror.requests(HIT).size());
  }

  @Test
  void eachEventOfARetryNamesWhatItIsAbout() {
    fixture.first.failOnce(HIT, Fault.drop(1000));
    ProgressEvents retries = ProgressEvents.of(fixture.cache()).named("retry");
    assertEquals(List.of(FetchFixture.MODEL), retries.values("model"));
    assertEquals(List.of("m.h5_ab"), retries.values("fragment"));
    assertEquals(List.of(FetchFixture.url(fixture.first)), retries.values("source"));
    assertEquals(1, retries.values("reason").size());
    assertTrue(
        Instant.parse(retries.values("time").get(0).toString()).isBefore(Instant.now()),
        "events tell when");
  }

  private static String date(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
  }
}
