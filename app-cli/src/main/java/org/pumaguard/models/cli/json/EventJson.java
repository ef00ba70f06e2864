package org.pumaguard.models.cli.json;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.domain.port.Progress;

/** A progress event as JSON. */
public final class EventJson {

  private EventJson() {}

  /** The event and its time. */
  public static Map<String, Object> of(Progress.Event event, Instant at) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", event.kind().text());
    object.put("time", at.truncatedTo(ChronoUnit.MILLIS).toString());
    object.put("model", event.model().value());
    event.fragment().ifPresent(fragment -> object.put("fragment", fragment.value()));
    event.amount().ifPresent(amount -> put(amount, object));
    event.delay().ifPresent(delay -> object.put("delayMillis", delay.toMillis()));
    event.source().ifPresent(source -> object.put("source", source));
    event.reason().ifPresent(reason -> object.put("reason", SingleLine.line(reason)));
    return object;
  }

  /**
   * Work on a model and its time, as an event {@code progress} with its activity; empty for work
   * that is not about one model.
   */
  public static Optional<Map<String, Object>> of(Progress.Work work, Instant at) {
    return work.model().map(model -> of(work, model, at));
  }

  private static Map<String, Object> of(Progress.Work work, ModelName model, Instant at) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", Progress.Kind.PROGRESS.text());
    object.put("time", at.truncatedTo(ChronoUnit.MILLIS).toString());
    object.put("model", model.value());
    object.put("activity", work.kind().text());
    object.put("bytes", work.done());
    work.total().ifPresent(total -> object.put("total", total));
    return object;
  }

  private static void put(Progress.Amount amount, Map<String, Object> object) {
    object.put("bytes", amount.bytes());
    amount.total().ifPresent(total -> object.put("total", total));
    if (amount.estimated()) {
      object.put("estimated", true);
    }
    if (amount.fragments() > 0) {
      object.put("reused", amount.reused());
      object.put("fragmentsDone", amount.fragmentsDone());
      object.put("fragments", amount.fragments());
    }
  }
}
