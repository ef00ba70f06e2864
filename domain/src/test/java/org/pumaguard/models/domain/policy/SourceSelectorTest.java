package org.pumaguard.models.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.policy.SourceSelector.Action;
import org.pumaguard.models.domain.policy.SourceSelector.Step;

class SourceSelectorTest {

  private static final Duration ASKED = Duration.ofMinutes(2);

  /**
   * What happens to the source that is asked, one word each, and which source is asked after each:
   * {@code -} when none is left.
   */
  @ParameterizedTest(name = "{0} sources, {1} retries: {2}")
  @CsvSource({
    // One source: so many further tries, then the end.
    "1, 0, passing, -",
    "1, 1, passing passing, 0 -",
    "1, 2, passing passing passing, 0 0 -",
    "1, 4, final, -",
    "1, 4, passing final, 0 -",
    // A mirror that did not fail yet comes first, then the one that failed less often.
    "2, 1, passing, 1",
    "3, 1, passing passing, 1 2",
    "2, 1, passing passing passing passing, 1 0 1 -",
    "2, 2, passing passing passing passing passing passing, 1 0 1 0 1 -",
    "2, 0, passing passing, 1 -",
    // A failure for good leaves the source out, and it alone.
    "2, 4, final final, 1 -",
    "3, 1, final passing final passing, 1 2 1 -",
    "2, 1, final passing passing, 1 1 -",
    // Wrong bytes: another source, or one more chance for the only one.
    "2, 4, wrong wrong wrong, 1 1 -",
    "1, 4, wrong wrong, 0 -",
    "1, 0, wrong wrong, 0 -",
    "3, 4, wrong wrong wrong wrong, 1 2 2 -",
    "2, 4, final wrong wrong, 1 1 -",
    "2, 4, wrong final, 1 -",
    // New bytes make good for earlier failures.
    "1, 1, passing progress passing passing, 0 0 0 -",
    "2, 1, passing passing progress passing passing passing, 1 0 0 0 1 -"
  })
  void asksInTurn(int sources, int retries, String happens, String expected) {
    SourceSelector rota = rota(sources, retries);

    StringBuilder asked = new StringBuilder();
    for (String event : happens.split(" ", -1)) {
      Optional<Step> step = happen(rota, event);
      boolean over = step.isPresent() && step.get().action() == Action.GIVE_UP;
      asked.append(asked.isEmpty() ? "" : " ").append(over ? "-" : rota.current());
    }

    assertEquals(expected, asked.toString());
  }

  @Test
  void beginsWithTheFirst() {
    assertEquals(0, rota(3, 4).current());
  }

  @Test
  void asksAnUntriedMirrorAtOnce() {
    Step step = rota(2, 4).failed(true, Optional.of(ASKED));

    assertEquals(new Step(Action.SWITCH, Duration.ZERO), step);
  }

  @Test
  void waitsBeforeItAsksTheOnlySourceAgain() {
    Step step = rota(1, 4).failed(true, Optional.of(ASKED));

    assertEquals(new Step(Action.RETRY, ASKED), step);
  }

  @Test
  void asksTheOnlySourceAgainAtOnceForWrongBytes() {
    assertEquals(new Step(Action.RETRY, Duration.ZERO), rota(1, 4).mismatched());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void backsOffPerSource(long seed) {
    SourceSelector rota = new SourceSelector(2, 4, Backoff.DEFAULT, new Random(seed));
    rota.failed(true, Optional.empty());

    Step back = rota.failed(true, Optional.of(ASKED));

    assertEquals(Action.SWITCH, back.action());
    assertTrue(back.delay().compareTo(Backoff.DEFAULT.base()) <= 0, back.toString());
  }

  @Test
  void prefersAnotherSourceToALongRetryAfter() {
    SourceSelector rota = rota(2, 4);
    rota.failed(true, Optional.of(ASKED));

    Step again = rota.failed(true, Optional.empty());

    assertEquals(1, rota.current());
    assertEquals(Action.RETRY, again.action());
    assertTrue(again.delay().compareTo(ASKED) < 0, again.toString());
  }

  @Test
  void obeysWhatASourceAskedForWhenNoOtherIsLeft() {
    SourceSelector rota = rota(2, 4);
    rota.failed(true, Optional.of(ASKED));

    Step back = rota.failed(false, Optional.empty());

    assertEquals(0, rota.current());
    assertEquals(new Step(Action.SWITCH, ASKED), back);
  }

  @Test
  void keepsADistrustedSourceForLast() {
    SourceSelector rota = rota(3, 1);
    rota.distrust(0);

    assertEquals(1, rota.current());
    assertEquals(List.of(2, 1, 2, 0), switches(rota, 4));
  }

  @Test
  void asksADistrustedSourceWhenThereIsNoOther() {
    SourceSelector rota = rota(2, 0);
    rota.distrust(1);
    rota.distrust(0);

    assertEquals(0, rota.current());
    assertEquals(List.of(1), switches(rota, 1));
  }

  @Test
  void retriesAGoodSourceBeforeItAsksADistrustedOne() {
    SourceSelector rota = rota(2, 1);
    rota.distrust(1);

    assertEquals(Action.RETRY, rota.failed(true, Optional.empty()).action());
    assertEquals(Action.SWITCH, rota.failed(true, Optional.empty()).action());
    assertEquals(1, rota.current());
  }

  @Test
  void needsASource() {
    assertThrows(IllegalArgumentException.class, () -> rota(0, 4));
  }

  private static List<Integer> switches(SourceSelector rota, int count) {
    return Stream.generate(
            () -> {
              assertEquals(Action.SWITCH, rota.failed(true, Optional.empty()).action());
              return rota.current();
            })
        .limit(count)
        .toList();
  }

  private static Optional<Step> happen(SourceSelector rota, String event) {
    return switch (event) {
      case "passing" -> Optional.of(rota.failed(true, Optional.empty()));
      case "final" -> Optional.of(rota.failed(false, Optional.empty()));
      case "wrong" -> Optional.of(rota.mismatched());
      case "progress" -> {
        rota.progressed();
        yield Optional.empty();
      }
      default -> throw new IllegalArgumentException(event);
    };
  }

  private static SourceSelector rota(int sources, int retries) {
    return new SourceSelector(sources, retries, Backoff.DEFAULT, new Random(1));
  }
}
