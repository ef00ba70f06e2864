package org.pumaguard.models.server.http;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.cli.json.EventJson;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.SingleLine;
import org.pumaguard.models.server.work.PublishedEvent;
import org.pumaguard.models.server.work.ServerEvent;

/** JSON of an event. */
final class ServerEventJson {

  private ServerEventJson() {}

  /** The event, with its id if it has one. */
  static Map<String, Object> of(PublishedEvent published) {
    Map<String, Object> object = of(published.event());
    published.id().ifPresent(id -> object.put("id", id));
    return object;
  }

  private static Map<String, Object> of(ServerEvent event) {
    if (event instanceof ServerEvent.ModelProgress progress) {
      return EventJson.of(progress.event(), progress.time());
    }
    if (event instanceof ServerEvent.WorkProgress progress) {
      return EventJson.of(progress.work(), progress.time()).orElseThrow();
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", event.name());
    object.put("time", event.time().truncatedTo(ChronoUnit.MILLIS).toString());
    if (event instanceof ServerEvent.StateChanged changed) {
      object.put("model", changed.changed().value());
      object.put("state", changed.state().text());
      changed.failure().ifPresent(failure -> putFailure(object, failure));
    } else if (event instanceof ServerEvent.RegistryChanged changed) {
      object.put("models", changed.models());
    }
    return object;
  }

  private static void putFailure(Map<String, Object> object, CacheException failure) {
    object.put("reason", SingleLine.line(String.valueOf(failure.getMessage())));
    object.put("hint", failure.hint().text());
  }
}
