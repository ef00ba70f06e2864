package org.pumaguard.models.server.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.pumaguard.models.cli.json.ModelJson;
import org.pumaguard.models.cli.json.RemovalJson;
import org.pumaguard.models.cli.json.UsageJson;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.DiskSpace;
import org.pumaguard.models.server.http.JsonText;
import org.pumaguard.models.server.http.Problem;
import org.pumaguard.models.server.settings.ServerSettings;
import org.pumaguard.models.server.work.CacheOverview;
import org.pumaguard.models.server.work.CurrentRegistry;
import org.pumaguard.models.server.work.EventHub;
import org.pumaguard.models.server.work.Jobs;
import org.pumaguard.models.server.work.LastFailures;
import org.pumaguard.models.server.work.ModelKeeper;
import org.pumaguard.models.server.work.Scrubber;

/** Answers what is asked of models and of the server, and does what can be done to them. */
public final class ApiHandler {

  private final ModelCache cache;
  private final CurrentRegistry registry;
  private final ServerSettings settings;
  private final OptionalLong quota;
  private final ModelKeeper upkeep;
  private final Jobs jobs;
  private final LastFailures troubles;
  private final EventHub events;
  private final CacheOverview overview;
  private final Scrubber scrubbing;
  private final DiskSpace space;

  public ApiHandler(
      ModelCache cache,
      CurrentRegistry registry,
      ServerSettings settings,
      OptionalLong quota,
      ModelKeeper upkeep,
      Jobs jobs,
      LastFailures troubles,
      EventHub events,
      CacheOverview overview,
      Scrubber scrubbing,
      DiskSpace space) {
    this.cache = cache;
    this.registry = registry;
    this.settings = settings;
    this.quota = quota;
    this.upkeep = upkeep;
    this.jobs = jobs;
    this.troubles = troubles;
    this.events = events;
    this.overview = overview;
    this.scrubbing = scrubbing;
    this.space = space;
  }

  void models(HttpServerExchange exchange) {
    Set<ModelName> required = Set.copyOf(upkeep.wanted());
    JsonText.send(
        exchange,
        cache.list().stream()
            .map(status -> with(ModelJson.line(status), status, required.contains(name(status))))
            .toList());
  }

  void model(HttpServerExchange exchange, String text) {
    ModelStatus status = cache.status(name(text));
    List<String> sources =
        cache.registry().sourcesOf(status.model()).stream().map(Object::toString).toList();
    JsonText.send(exchange, with(ModelJson.facts(status, sources), status, isRequired(status)));
  }

  /**
   * Answers without waiting for anything where a model is there and nothing is to be done about it.
   *
   * @return whether it is answered
   */
  boolean isEnsuredAtOnce(HttpServerExchange exchange, String text) {
    ModelName name = name(text);
    boolean isSettled = jobs.of(name).isEmpty() && troubles.of(name).isEmpty();
    if (isSettled && upkeep.holdsIfWanted(name) && cache.ensuredAtOnce(name).isPresent()) {
      accepted(exchange, cache.status(name));
      return true;
    }
    return false;
  }

  void start(HttpServerExchange exchange, String text, Jobs.Kind kind) {
    ModelName name = name(text);
    cache.status(name);
    CompletableFuture<Void> job = jobs.start(name, kind);
    if (kind != Jobs.Kind.VERIFY) {
      CompletableFuture<Void> unused = job.thenRun(() -> upkeep.hold(name));
    }
    accepted(exchange, cache.status(name));
  }

  private void accepted(HttpServerExchange exchange, ModelStatus status) {
    String path = exchange.getRequestPath();
    exchange.setStatusCode(StatusCodes.ACCEPTED);
    exchange.getResponseHeaders().put(Headers.LOCATION, path.substring(0, path.lastIndexOf('/')));
    JsonText.send(exchange, with(ModelJson.line(status), status, isRequired(status)));
  }

  void remove(HttpServerExchange exchange, String text) {
    ModelName name = name(text);
    List<RemovedItem> removed = upkeep.remove(name, () -> cache.clear(List.of(name), false));
    Optional<RemovedItem> kept = removed.stream().filter(one -> one.kept().isPresent()).findFirst();
    jobs.tellState(name);
    if (kept.isPresent()) {
      Problem.send(
          exchange,
          StatusCodes.CONFLICT,
          name + " is left where it is: " + kept.get().kept().orElse(""),
          "try again when nobody uses it any more");
      return;
    }
    troubles.succeeded(name);
    long bytes = removed.stream().mapToLong(RemovedItem::bytes).sum();
    JsonText.send(exchange, RemovalJson.of(new RemovedItem(name.value(), bytes, Optional.empty())));
  }

  void refresh(HttpServerExchange exchange) {
    boolean changed = upkeep.refresh();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("models", registry.get().models().size());
    object.put("changed", changed);
    JsonText.send(exchange, object);
  }

  void status(HttpServerExchange exchange) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("version", ServerVersion.text());
    object.put("ready", overview.isReady());
    object.put("missing", overview.missing());
    object.put("registry", registryState());
    Map<String, Object> usage = UsageJson.of(overview.usage());
    usage.put("quota", quota.isPresent() ? quota.getAsLong() : null);
    OptionalLong free = freeBytes();
    usage.put("freeBytes", free.isPresent() ? free.getAsLong() : null);
    object.put("usage", usage);
    object.put("scrub", scrub());
    object.put("tokenNeeded", settings.token().isPresent());
    object.put("pullThrough", settings.pullThrough());
    JsonText.send(exchange, object);
  }

  /** On the cache's disk, as far as the file system tells. */
  private OptionalLong freeBytes() {
    try {
      return OptionalLong.of(space.free());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  void ready(HttpServerExchange exchange) {
    boolean isReady = overview.isReady();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("status", isReady ? "ready" : "not ready");
    object.put("missing", overview.missing());
    registry
        .state()
        .failure()
        .ifPresent(failure -> object.put("registry", String.valueOf(failure.getMessage())));
    exchange.setStatusCode(isReady ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE);
    JsonText.send(exchange, object);
  }

  void live(HttpServerExchange exchange) {
    JsonText.send(exchange, Map.of("status", "live"));
  }

  private Map<String, Object> registryState() {
    CurrentRegistry.State state = registry.state();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("models", state.registry().map(now -> now.models().size()).orElse(0));
    object.put("readAt", state.readAt().map(Object::toString).orElse(null));
    object.put(
        "error",
        state
            .failure()
            .map(
                failure -> {
                  Map<String, Object> error = new LinkedHashMap<>();
                  error.put("message", String.valueOf(failure.getMessage()));
                  error.put("hint", failure.hint().text());
                  return error;
                })
            .orElse(null));
    return object;
  }

  private Map<String, Object> scrub() {
    Scrubber.Report report = scrubbing.report();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("intervalSeconds", settings.scrubInterval().toSeconds());
    object.put("lastRunAt", report.lastRunAt().map(Object::toString).orElse(null));
    object.put("checked", report.checked());
    object.put("damaged", report.damaged());
    object.put("repaired", report.repaired());
    return object;
  }

  private Map<String, Object> with(
      Map<String, Object> object, ModelStatus status, boolean required) {
    ModelName name = name(status);
    object.put("required", required);
    object.put("job", jobs.of(name).map(Jobs.Kind::text).orElse(null));
    object.put("transfer", events.transfer(name).map(ApiHandler::transfer).orElse(null));
    object.put(
        "verifiedAt",
        status.entry().map(CacheRegistry.Entry::verifiedAt).map(Object::toString).orElse(null));
    object.put("error", troubles.of(name).map(ApiHandler::error).orElse(null));
    return object;
  }

  private static Map<String, Object> transfer(EventHub.Transfer transfer) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("bytes", transfer.bytes());
    object.put("total", transfer.total().isPresent() ? transfer.total().getAsLong() : null);
    object.put("bytesPerSecond", Math.round(transfer.bytesPerSecond()));
    return object;
  }

  private static Map<String, Object> error(LastFailures.Trouble trouble) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("message", String.valueOf(trouble.failure().getMessage()));
    object.put("hint", trouble.failure().hint().text());
    object.put("kind", Problem.word(trouble.failure().kind()));
    object.put("at", trouble.at().truncatedTo(ChronoUnit.MILLIS).toString());
    return object;
  }

  private boolean isRequired(ModelStatus status) {
    return upkeep.wants(name(status));
  }

  private static ModelName name(ModelStatus status) {
    return status.model().name();
  }

  /** A name that no registry can hold is unknown, as one is that this registry does not hold. */
  private static ModelName name(String text) {
    try {
      return ModelName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CacheException(
          CacheException.Kind.UNKNOWN_MODEL,
          "no model has such a name: " + e.getMessage(),
          Hint.LIST_REGISTRY,
          e);
    }
  }
}
