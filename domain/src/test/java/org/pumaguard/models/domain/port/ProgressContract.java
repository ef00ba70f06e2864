package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Progress.Amount;
import org.pumaguard.models.domain.port.Progress.Event;
import org.pumaguard.models.domain.port.Progress.Kind;
import org.pumaguard.models.domain.port.Progress.Work;
import org.pumaguard.models.domain.port.Progress.WorkKind;

/** What every {@link Progress} does. */
public interface ProgressContract {

  ModelName MODEL = ModelName.parse("a.pt");

  /** The observer to be tested. */
  Progress progress();

  @ParameterizedTest
  @EnumSource
  default void acceptsAnEventWithNothingButItsModel(Kind kind) {
    assertDoesNotThrow(() -> progress().on(Event.of(kind, MODEL)));
  }

  @ParameterizedTest
  @EnumSource
  default void acceptsAnEventWithEverything(Kind kind) {
    assertDoesNotThrow(() -> progress().on(full(kind)));
  }

  @Test
  default void acceptsProgressOfAnUnknownTotal() {
    Progress progress = progress();
    progress.on(Event.of(Kind.STARTED, MODEL));
    assertDoesNotThrow(
        () ->
            progress.on(Event.of(Kind.PROGRESS, MODEL).amount(Amount.of(7, OptionalLong.empty()))));
  }

  @Test
  default void acceptsMoreBytesThanTheTotal() {
    assertDoesNotThrow(
        () ->
            progress().on(Event.of(Kind.PROGRESS, MODEL).amount(Amount.of(7, OptionalLong.of(0)))));
  }

  @ParameterizedTest
  @EnumSource
  default void acceptsWork(WorkKind kind) {
    Progress progress = progress();
    assertDoesNotThrow(() -> progress.on(Work.of(kind, MODEL, 7, 9)));
    assertDoesNotThrow(
        () -> progress.on(new Work(kind, Optional.empty(), 0, OptionalLong.empty())));
  }

  @Test
  default void acceptsAnyWarning() {
    for (String text : List.of("", "plain", "two\nlines", "\u001b[31mred", "100 %s %d")) {
      assertDoesNotThrow(() -> progress().warn(text), text);
    }
  }

  @Test
  default void acceptsEventsOfManyThreads() throws Exception {
    Progress progress = progress();
    Callable<Boolean> work =
        () -> {
          for (Kind kind : Kind.values()) {
            progress.on(full(kind));
            progress.warn(kind.text());
          }
          return true;
        };
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (Future<Boolean> result :
          pool.invokeAll(IntStream.range(0, 16).mapToObj(i -> work).toList())) {
        assertTrue(result.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static Event full(Kind kind) {
    return Event.of(kind, MODEL)
        .fragment(FileName.parse("a.pt_aa"), 4)
        .amount(new Amount(7, OptionalLong.of(9), true, 3, 1, 2))
        .delay(Duration.ofMillis(1500))
        .source("https://example.org/a.pt_aa")
        .reason("connection closed");
  }
}
