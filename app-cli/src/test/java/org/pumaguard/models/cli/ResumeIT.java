package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;

/**
 * What the run after a {@code kill -9} fetches: what was not there yet, whatever the server does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeIT {

  /** So much of what had arrived of an unfinished file is worth going on with. */
  private static final long WORTH_KEEPING = 1 << 20;

  private final Map<ModelForm, InterruptedFetch> killed = new EnumMap<>(ModelForm.class);
  private final List<InterruptedFetch> others = new ArrayList<>();
  private Path temp = Path.of("");

  @BeforeAll
  void home(@TempDir Path folder) {
    temp = folder;
  }

  @AfterAll
  void stop() throws IOException {
    for (InterruptedFetch fetch : killed.values()) {
      fetch.close();
    }
    for (InterruptedFetch fetch : others) {
      fetch.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void goesOnWhereItEndedIfTheContentIsTheSame(ModelForm shape) throws IOException {
    InterruptedFetch fetch = killed(shape);
    fetch.fixture.checkCached(fetch.fixture.cache());
    fetch.checkOnlyTheUnfinishedWasAsked();
    assertTrue(
        fetch.bytes() <= shape.unfinishedBytes() - WORTH_KEEPING,
        () -> fetch.bytes() + " bytes were sent again");
    assertTrue(
        fetch.requests().stream().anyMatch(request -> request.header("Range").isPresent()),
        () -> fetch.requests().toString());
  }

  static Stream<Arguments> oddities() {
    List<OddRangesTest.Oddity> oddities =
        List.of(
            new OddRangesTest.Oddity("another tag", Fault.tag("\"another\"")),
            new OddRangesTest.Oddity("no tag any more", Fault.NO_TAG),
            new OddRangesTest.Oddity("ranges ignored", Fault.IGNORED_RANGE),
            new OddRangesTest.Oddity("416", Fault.status(416).whenRanged()),
            new OddRangesTest.Oddity("412", Fault.status(412).whenRanged()),
            new OddRangesTest.Oddity("begins later", Fault.rangeOff(10).whenRanged()),
            new OddRangesTest.Oddity("no range", Fault.without("Content-Range").whenRanged()));
    return Stream.of(ModelForm.FRAGMENTS, ModelForm.SIZED_FILE)
        .flatMap(shape -> oddities.stream().map(oddity -> Arguments.of(shape, oddity)));
  }

  @ParameterizedTest
  @MethodSource("oddities")
  void costsTheUnfinishedFileAtMost(ModelForm shape, OddRangesTest.Oddity oddity)
      throws IOException {
    InterruptedFetch fetch = killed(shape);
    fetch.fixture.first.failAlways(shape.unfinished(), oddity.fault());
    fetch.fixture.checkCached(fetch.fixture.cache("--retries", "3"));
    fetch.checkOnlyTheUnfinishedWasAsked();
    assertTrue(
        fetch.bytes() <= 2 * shape.unfinishedBytes(),
        () -> fetch.bytes() + " bytes were sent again");
  }

  @ParameterizedTest
  @EnumSource
  void aWrongBeginningOfTheFormerRunIsFoundOut(ModelForm shape) throws IOException {
    InterruptedFetch fetch =
        new InterruptedFetch(
            Files.createDirectory(temp.resolve("wrong" + shape)), shape, Fault.flip(1000));
    others.add(fetch);
    fetch.restore();
    fetch.fixture.checkCached(fetch.fixture.cache());
    fetch.checkOnlyTheUnfinishedWasAsked();
    assertTrue(
        fetch.bytes() <= 2 * shape.unfinishedBytes(),
        () -> fetch.bytes() + " bytes were sent again");
  }

  @ParameterizedTest
  @EnumSource
  void goesOnWithAnotherSource(ModelForm shape) throws IOException {
    InterruptedFetch fetch = killed(shape);
    int before = fetch.fixture.mirror.requests().size();
    fetch.fixture.checkCached(
        fetch.fixture.cacheFrom(List.of(FetchFixture.url(fetch.fixture.mirror))));
    assertEquals(List.of(), fetch.requests());
    List<FaultyServer.Request> asked = fetch.fixture.mirror.requests();
    assertTrue(
        asked.subList(before, asked.size()).stream()
            .allMatch(request -> request.path().equals(shape.unfinished())));
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatCanNotGoOnLosesNothing(ModelForm shape) throws IOException {
    InterruptedFetch fetch = killed(shape);
    ProgramResult offline = fetch.fixture.cache("--offline");
    assertEquals(Exit.OFFLINE, offline.status(), offline::toString);
    for (int status : List.of(404, 403, 416, 503)) {
      fetch.fixture.first.failAlways(shape.unfinished(), Fault.status(status));
      assertEquals(Exit.UNAVAILABLE, fetch.fixture.cache("--retries", "0").status());
    }
    fetch.fixture.first.heal();
    fetch.fixture.checkCached(fetch.fixture.cache());
    fetch.checkOnlyTheUnfinishedWasAsked();
    assertTrue(
        fetch.bytes() <= shape.unfinishedBytes() - WORTH_KEEPING,
        () -> fetch.bytes() + " bytes were sent again");
  }

  /** A cache as a kill has left it. */
  private InterruptedFetch killed(ModelForm shape) {
    return killed.computeIfAbsent(shape, this::kill).restore();
  }

  private InterruptedFetch kill(ModelForm shape) {
    try {
      return new InterruptedFetch(
          Files.createDirectory(temp.resolve(shape.toString())), shape, Fault.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
