package org.pumaguard.models.cli.json;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
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
