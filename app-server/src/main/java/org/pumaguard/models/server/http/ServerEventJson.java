package org.pumaguard.models.server.http;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.cli.json.EventJson;
import org.pumaguard.models.server.work.ServerEvent;

/** JSON of an event. */
final class ServerEventJson {

  private ServerEventJson() {}

  static Map<String, Object> of(ServerEvent event) {
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
      object.put("model", changed.model().value());
      object.put("state", changed.state().text());
    } else if (event instanceof ServerEvent.RegistryChanged changed) {
      object.put("models", changed.models());
    }
    return object;
  }
}
