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
   * The events of the current source, one word each, and the source after each of them: {@code -}
   * if none is left.
   */
  @ParameterizedTest(name = "{0} sources, {1} retries: {2}")
  @CsvSource({
    // One source: retries, then the end.
    "1, 0, passing, -",
    "1, 1, passing passing, 0 -",
    "1, 2, passing passing passing, 0 0 -",
    "1, 4, final, -",
    "1, 4, passing final, 0 -",
    // A mirror without a failure comes first, then the one with fewer failures.
    "2, 1, passing, 1",
    "3, 1, passing passing, 1 2",
    "2, 1, passing passing passing passing, 1 0 1 -",
    "2, 2, passing passing passing passing passing passing, 1 0 1 0 1 -",
    "2, 0, passing passing, 1 -",
    // A permanent failure excludes that source only.
    "2, 4, final final, 1 -",
    "3, 1, final passing final passing, 1 2 1 -",
    "2, 1, final passing passing, 1 1 -",
    // Wrong bytes: another source, or one retry of the only one.
    "2, 4, wrong wrong wrong, 1 1 -",
    "1, 4, wrong wrong, 0 -",
    "1, 0, wrong wrong, 0 -",
    "3, 4, wrong wrong wrong wrong, 1 2 2 -",
    "2, 4, final wrong wrong, 1 1 -",
    "2, 4, wrong final, 1 -",
    // New bytes reset earlier failures.
    "1, 1, passing progress passing passing, 0 0 0 -",
    "2, 1, passing passing progress passing passing passing, 1 0 0 0 1 -"
  })
  void selectsTheNextSource(int sources, int retries, String happens, String expected) {
    SourceSelector selector = selector(sources, retries);

    StringBuilder asked = new StringBuilder();
    for (String event : happens.split(" ", -1)) {
      Optional<Step> step = happen(selector, event);
      boolean over = step.isPresent() && step.get().action() == Action.GIVE_UP;
      asked.append(asked.isEmpty() ? "" : " ").append(over ? "-" : selector.current());
    }

    assertEquals(expected, asked.toString());
  }

  @Test
  void beginsWithTheFirst() {
    assertEquals(0, selector(3, 4).current());
  }

  @Test
  void asksAnUntriedMirrorAtOnce() {
    Step step = selector(2, 4).failed(true, Optional.of(ASKED));

    assertEquals(new Step(Action.SWITCH, Duration.ZERO), step);
  }

  @Test
  void waitsBeforeItAsksTheOnlySourceAgain() {
    Step step = selector(1, 4).failed(true, Optional.of(ASKED));

    assertEquals(new Step(Action.RETRY, ASKED), step);
  }

  @Test
  void asksTheOnlySourceAgainAtOnceForWrongBytes() {
    assertEquals(new Step(Action.RETRY, Duration.ZERO), selector(1, 4).mismatched());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void backsOffPerSource(long seed) {
    SourceSelector selector = new SourceSelector(2, 4, Backoff.DEFAULT, new Random(seed));
    selector.failed(true, Optional.empty());

    Step back = selector.failed(true, Optional.of(ASKED));

    assertEquals(Action.SWITCH, back.action());
    assertTrue(back.delay().compareTo(Backoff.DEFAULT.base()) <= 0, back.toString());
  }

  @Test
  void prefersAnotherSourceToALongRetryAfter() {
    SourceSelector selector = selector(2, 4);
    selector.failed(true, Optional.of(ASKED));

    Step again = selector.failed(true, Optional.empty());

    assertEquals(1, selector.current());
    assertEquals(Action.RETRY, again.action());
    assertTrue(again.delay().compareTo(ASKED) < 0, again.toString());
  }

  @Test
  void respectsRetryAfterWhenNoOtherSourceIsLeft() {
    SourceSelector selector = selector(2, 4);
    selector.failed(true, Optional.of(ASKED));

    Step back = selector.failed(false, Optional.empty());

    assertEquals(0, selector.current());
    assertEquals(new Step(Action.SWITCH, ASKED), back);
  }

  @Test
  void keepsADistrustedSourceForLast() {
    SourceSelector selector = selector(3, 1);
    selector.distrust(0);

    assertEquals(1, selector.current());
    assertEquals(List.of(2, 1, 2, 0), switches(selector, 4));
  }

  @Test
  void asksADistrustedSourceIfThereIsNoOther() {
    SourceSelector selector = selector(2, 0);
    selector.distrust(1);
    selector.distrust(0);

    assertEquals(0, selector.current());
    assertEquals(List.of(1), switches(selector, 1));
  }

  @Test
  void retriesAGoodSourceBeforeItAsksADistrustedOne() {
    SourceSelector selector = selector(2, 1);
    selector.distrust(1);

    assertEquals(Action.RETRY, selector.failed(true, Optional.empty()).action());
    assertEquals(Action.SWITCH, selector.failed(true, Optional.empty()).action());
    assertEquals(1, selector.current());
  }

  @Test
  void rejectsAnEmptyListOfSources() {
    assertThrows(IllegalArgumentException.class, () -> selector(0, 4));
  }

  @Test
  void describesItsState() {
    SourceSelector selector = selector(2, 4);
    selector.failed(true, Optional.empty());

    assertEquals("source 1 after failures [1, 0]", selector.toString());
  }

  private static List<Integer> switches(SourceSelector selector, int count) {
    return Stream.generate(
            () -> {
              assertEquals(Action.SWITCH, selector.failed(true, Optional.empty()).action());
              return selector.current();
            })
        .limit(count)
        .toList();
  }

  private static Optional<Step> happen(SourceSelector selector, String event) {
    return switch (event) {
      case "passing" -> Optional.of(selector.failed(true, Optional.empty()));
      case "final" -> Optional.of(selector.failed(false, Optional.empty()));
      case "wrong" -> Optional.of(selector.mismatched());
      case "progress" -> {
        selector.progressed();
        yield Optional.empty();
      }
      default -> throw new IllegalArgumentException(event);
    };
  }

  private static SourceSelector selector(int sources, int retries) {
    return new SourceSelector(sources, retries, Backoff.DEFAULT, new Random(1));
  }
}
