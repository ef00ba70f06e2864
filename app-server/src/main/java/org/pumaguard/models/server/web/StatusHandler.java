package org.pumaguard.models.server.web;

import io.undertow.server.HttpServerExchange;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.RegistryState;
import org.pumaguard.models.server.http.JsonText;
import org.pumaguard.models.server.settings.ServerSettings;
import org.pumaguard.models.server.work.CacheOverview;
import org.pumaguard.models.server.work.CurrentRegistry;
import org.pumaguard.models.server.work.ModelKeeper;
import org.pumaguard.models.server.work.Scrubber;

/** The API of the server as a whole: status and registry refresh. */
public final class StatusHandler {

  private final ServerSettings settings;
  private final CurrentRegistry registry;
  private final ModelKeeper keeper;
  private final CacheOverview overview;
  private final Scrubber scrubber;
  private final StorageCapacity capacity;

  public StatusHandler(
      ServerSettings settings,
      CurrentRegistry registry,
      ModelKeeper keeper,
      CacheOverview overview,
      Scrubber scrubber,
      StorageCapacity capacity) {
    this.settings = settings;
    this.registry = registry;
    this.keeper = keeper;
    this.overview = overview;
    this.scrubber = scrubber;
    this.capacity = capacity;
  }

  void status(HttpServerExchange exchange) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("version", ServerVersion.text());
    object.put("ready", overview.isReady());
    object.put("missing", overview.missing());
    object.put("registry", registryState());
    object.put("usage", capacity.usage(overview.usage()));
    object.put("scrub", scrubReport());
    object.put("tokenNeeded", settings.token().isPresent());
    object.put("pullThrough", settings.pullThrough());
    JsonText.send(exchange, object);
  }

  void refresh(HttpServerExchange exchange) {
    boolean changed = keeper.refresh();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("models", registry.get().models().size());
    object.put("changed", changed);
    JsonText.send(exchange, object);
  }

  private Map<String, Object> registryState() {
    RegistryState state = registry.state();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("models", state.registry().map(current -> current.models().size()).orElse(0));
    object.put("readAt", state.readAt().map(Object::toString).orElse(null));
    object.put("error", state.failure().map(StatusHandler::error).orElse(null));
    return object;
  }

  private static Map<String, Object> error(CacheException failure) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("message", String.valueOf(failure.getMessage()));
    object.put("hint", failure.hint().text());
    return object;
  }

  private Map<String, Object> scrubReport() {
    Scrubber.Report report = scrubber.report();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("intervalSeconds", settings.scrubInterval().toSeconds());
    object.put("lastRunAt", report.lastRunAt().map(Object::toString).orElse(null));
    object.put("checked", report.checked());
    object.put("damaged", report.damaged());
    object.put("repaired", report.repaired());
    return object;
  }
}
