package org.pumaguard.models.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress.Amount;
import org.pumaguard.models.domain.port.Progress.Event;
import org.pumaguard.models.domain.port.Progress.Kind;
import org.pumaguard.models.domain.port.Progress.Work;
import org.pumaguard.models.domain.port.Progress.WorkKind;

class TransfersTest {

  private static final ModelName A = ModelName.parse("a.pt");
  private static final ModelName B = ModelName.parse("b.pt");
  private static final FileName FRAGMENT = FileName.parse("a.pt_aa");
  private static final int MIB = 1 << 20;

  private final Transfers transfers = new Transfers();
  private long now = 1_000;

  private void on(Event event) {
    transfers.on(event, now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
    transfers.sample(now);
  }

  private static Event progress(ModelName model, long bytes, long total) {
    return Event.of(Kind.PROGRESS, model)
        .fragment(FRAGMENT)
        .amount(new Amount(bytes, OptionalLong.of(total), true, MIB, 1, 3));
  }

  private BarLine line(int index) {
    return transfers.frame(now).models().get(index);
  }

  private BarLine total() {
    return transfers.frame(now).total().orElseThrow();
  }

  /** One MiB of a hundred is reused; ten a second are fetched. */
  private void fetchForSeconds(int seconds) {
    on(Event.of(Kind.STARTED, A));
    pass(Duration.ofMillis(100));
    for (int i = 1; i <= seconds * 10; i++) {
      on(progress(A, (i + 1L) * MIB, 100 * MIB));
      pass(Duration.ofMillis(100));
    }
  }

  @Test
  void measuresTheSpeedOfFetchedBytesOnly() {
    fetchForSeconds(3);
    assertEquals("10.0 MiB/s", line(0).speed());
    assertEquals("0:07", line(0).left());
    assertEquals("31.0/~100 MiB", line(0).amount());
    assertEquals("~31%", line(0).percent());
    assertEquals("1/3", line(0).fragments());
    assertEquals("1.0 MiB reused", line(0).reused());
  }

  @Test
  void theBeginningHasNoSpeedYet() {
    on(Event.of(Kind.STARTED, A));
    on(progress(A, 64 * MIB, 100 * MIB));
    pass(Duration.ofMillis(1));
    assertEquals("", line(0).speed() + line(0).left());
  }

  @Test
  void aPauseIsShownAndTheSpeedFallsToNothing() {
    fetchForSeconds(2);
    for (int i = 0; i < 60; i++) {
      pass(Duration.ofMillis(100));
    }
    assertEquals("no data for 6 s", line(0).note());
    assertEquals("0 B/s", line(0).speed());
    assertEquals("", line(0).left());
    on(progress(A, 40 * MIB, 100 * MIB));
    pass(Duration.ofMillis(100));
    assertEquals("", line(0).note());
  }

  @Test
  void aRetryCountsDownUntilBytesFlow() {
    fetchForSeconds(1);
    on(
        Event.of(Kind.RETRY, A)
            .fragment(FRAGMENT)
            .delay(Duration.ofSeconds(12))
            .reason("https://models.example/m/a.pt_aa: HTTP 503 Service Unavailable"));
    assertEquals("retry in 12 s: HTTP 503 Service Unavailable from models.example", line(0).note());
    pass(Duration.ofSeconds(9));
    assertTrue(line(0).note().startsWith("retry in 3 s: "), line(0).note());
    pass(Duration.ofSeconds(4));
    assertTrue(line(0).note().startsWith("retry: HTTP 503"), line(0).note());
    on(progress(A, 40 * MIB, 100 * MIB));
    pass(Duration.ofMillis(100));
    assertEquals("", line(0).note());
  }

  @Test
  void aChangeOfSourceIsReadable() {
    fetchForSeconds(1);
    on(
        Event.of(Kind.SOURCE_SWITCHED, A)
            .fragment(FRAGMENT)
            .source("https://mirror.example/a.pt_aa")
            .reason("connection refused"));
    on(progress(A, 40 * MIB, 100 * MIB));
    pass(Duration.ofMillis(100));
    assertEquals("switched to mirror.example: connection refused", line(0).note());
    pass(Duration.ofSeconds(2));
    assertEquals("", line(0).note());
  }

  @Test
  void aCompleteTransferIsVerified() {
    fetchForSeconds(1);
    on(Event.of(Kind.PROGRESS, A).amount(Amount.of(100 * MIB, OptionalLong.of(100 * MIB))));
    assertEquals("verifying", line(0).note());
    transfers.on(Work.of(WorkKind.VERIFY, A, 50, 100), now);
    assertEquals("verifying 50%", line(0).note());
  }

  @Test
  void theTotalEstimatesModelsThatHaveNotBegun() {
    transfers.on(Work.ofAll(WorkKind.ENSURE, 1, 5), now);
    on(progress(A, 20 * MIB, 100 * MIB));
    on(Event.of(Kind.STARTED, B));
    assertEquals("20.0/~400 MiB", total().amount());
    assertEquals("1 of 5 models", transfers.frame(now).label(0, false));
    on(Event.of(Kind.FINISHED, A));
    transfers.on(Work.ofAll(WorkKind.ENSURE, 2, 5), now);
    assertEquals("2 of 5 models, and 1 more", transfers.frame(now).label(1, false));
    on(Event.of(Kind.FAILED, B));
    assertEquals(BarFrame.EMPTY, transfers.frame(now));
  }

  @Test
  void aFinishedModelTellsItsBytesAndTime() {
    fetchForSeconds(3);
    Event finished =
        Event.of(Kind.FINISHED, A)
            .amount(new Amount(31 * MIB, OptionalLong.of(31 * MIB), false, MIB, 3, 3));
    assertEquals(
        Optional.of(
            new Transfers.Ending("a.pt", "31.0 MiB in 3.1 s (9.7 MiB/s, 1.0 MiB reused)", true)),
        transfers.ending(finished, now));
  }

  @Test
  void worksAddUpToTheAnnouncedBytes() {
    transfers.on(Work.ofAll(WorkKind.VERIFY, 0, 300), now);
    transfers.on(Work.of(WorkKind.VERIFY, A, 100, 100), now);
    transfers.on(Work.of(WorkKind.VERIFY, B, 50, 200), now);
    assertEquals(1, transfers.frame(now).models().size());
    assertEquals("verifying", line(0).fragments());
    assertEquals("50%", total().percent());
    on(Event.of(Kind.VERIFIED, A));
    assertEquals("50%", total().percent());
  }

  @Test
  void removalsAreCounted() {
    transfers.on(new Work(WorkKind.REMOVE, Optional.empty(), 3, OptionalLong.of(4)), now);
    assertEquals("removing", line(0).name());
    assertEquals("3/4", line(0).amount());
    assertEquals(Optional.empty(), transfers.frame(now).total());
  }
}
