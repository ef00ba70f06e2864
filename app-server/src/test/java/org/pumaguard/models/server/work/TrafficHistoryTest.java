package org.pumaguard.models.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress;

/** The traffic of the last hour, on a clock that the test sets. */
class TrafficHistoryTest {

  private static final ModelName MODEL = ModelName.parse("m.pt");

  // A monotonic clock may be negative.
  private long now = Long.MIN_VALUE;
  private final TrafficHistory history = new TrafficHistory(() -> now);

  @Test
  void countsEachByteInItsInterval() {
    history.addServed(5);
    history.addServed(6);
    pass(25);
    history.addServed(7);

    TrafficHistory.Samples samples = history.samples();
    assertEquals(List.of(11L, 0L, 7L), samples.served());
    assertEquals(List.of(0L, 0L, 0L), samples.fetched());
    assertEquals(Duration.ofSeconds(5), samples.last());
  }

  @Test
  void keepsOneHour() {
    history.addServed(1);
    pass(3600);
    history.addServed(2);
    TrafficHistory.Samples samples = history.samples();
    assertEquals(360, samples.served().size());
    assertEquals(0, samples.served().get(0));
    assertEquals(2, samples.served().get(359));

    pass(100_000);
    assertEquals(Collections.nCopies(360, 0L), history.samples().served());
  }

  @Test
  void countsFetchedBytesButNoReusedOnes() {
    history.on(event(Progress.Kind.STARTED, 40, 40));
    history.on(event(Progress.Kind.PROGRESS, 100, 40));
    history.on(event(Progress.Kind.REUSED, 130, 70));
    // Threads may report in another order.
    history.on(event(Progress.Kind.PROGRESS, 90, 40));
    pass(10);
    history.on(event(Progress.Kind.FINISHED, 200, 70));
    history.on(event(Progress.Kind.PROGRESS, 500, 0));

    assertEquals(List.of(60L, 70L), history.samples().fetched());
  }

  private static Progress.Event event(Progress.Kind kind, long bytes, long reused) {
    return Progress.Event.of(kind, MODEL)
        .amount(new Progress.Amount(bytes, OptionalLong.empty(), false, reused, 0, 3));
  }

  private void pass(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
