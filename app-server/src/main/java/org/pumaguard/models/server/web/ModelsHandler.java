package org.pumaguard.models.server.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.pumaguard.models.cli.json.ModelJson;
import org.pumaguard.models.cli.json.RemovalJson;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.ModelStatus;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.server.http.JsonText;
import org.pumaguard.models.server.http.PathSegment;
import org.pumaguard.models.server.http.Problem;
import org.pumaguard.models.server.work.EventHub;
import org.pumaguard.models.server.work.Jobs;
import org.pumaguard.models.server.work.LastFailures;
import org.pumaguard.models.server.work.ModelKeeper;

/** The API of models: list, show, ensure, verify, repair, remove. */
public final class ModelsHandler {

  private final ModelCache cache;
  private final ModelKeeper keeper;
  private final Jobs jobs;
  private final LastFailures failures;
  private final ModelActivity activity;
  private final ModelDetails details;

  public ModelsHandler(
      ModelCache cache,
      ContentLookup lookup,
      ModelKeeper keeper,
      Jobs jobs,
      LastFailures failures,
      EventHub events) {
    this.cache = cache;
    this.keeper = keeper;
    this.jobs = jobs;
    this.failures = failures;
    this.activity = new ModelActivity(jobs, events, failures);
    this.details = new ModelDetails(cache, lookup, keeper, events, failures);
  }

  void list(HttpServerExchange exchange) {
    Set<ModelName> required = Set.copyOf(keeper.required());
    JsonText.send(
        exchange,
        cache.list().stream()
            .map(
                status ->
                    activity.addTo(
                        ModelJson.line(status), status, required.contains(status.model().name())))
            .toList());
  }

  void show(HttpServerExchange exchange, String text) {
    ModelStatus status = cache.status(parse(text));
    List<String> sources =
        cache.registry().sourcesOf(status.model()).stream().map(Object::toString).toList();
    JsonText.send(
        exchange,
        activity.addTo(
            details.addTo(ModelJson.facts(status, sources), status), status, isRequired(status)));
  }

  /**
   * Responds to {@code ensure} without a job if the model is cached and nothing is left to do.
   * Non-blocking.
   *
   * @return whether a response was sent
   */
  boolean respondIfEnsured(HttpServerExchange exchange, String text) {
    ModelName name = parse(text);
    if (activity.isSettled(name)
        && (keeper.holdsLease(name) || !keeper.isRequired(name))
        && cache.ensuredAtOnce(name).isPresent()) {
      sendAccepted(exchange, cache.status(name));
      return true;
    }
    return false;
  }

  void startJob(HttpServerExchange exchange, String text, Jobs.Kind kind) {
    ModelName name = parse(text);
    cache.status(name);
    CompletableFuture<Void> job = jobs.start(name, kind);
    if (kind != Jobs.Kind.VERIFY) {
      CompletableFuture<Void> unused = job.thenRun(() -> keeper.lease(name));
    }
    sendAccepted(exchange, cache.status(name));
  }

  /** The location is relative to the request, so that it is right behind a proxy with a path. */
  private void sendAccepted(HttpServerExchange exchange, ModelStatus status) {
    String name = PathSegment.encode(status.model().name().value());
    exchange.setStatusCode(StatusCodes.ACCEPTED);
    exchange.getResponseHeaders().put(Headers.LOCATION, "../" + name);
    JsonText.send(exchange, activity.addTo(ModelJson.line(status), status, isRequired(status)));
  }

  void remove(HttpServerExchange exchange, String text) {
    ModelName name = parse(text);
    List<RemovedItem> removed = keeper.withoutLease(name, () -> cache.clear(List.of(name), false));
    Optional<RemovedItem> kept =
        removed.stream().filter(item -> item.kept().isPresent()).findFirst();
    jobs.publishState(name);
    if (kept.isPresent()) {
      Problem.send(
          exchange,
          StatusCodes.CONFLICT,
          name + ": not removed: " + kept.get().kept().orElse(""),
          "try again later");
      return;
    }
    failures.clear(name);
    long bytes = removed.stream().mapToLong(RemovedItem::bytes).sum();
    JsonText.send(exchange, RemovalJson.of(new RemovedItem.Removed(name.value(), bytes)));
  }

  private boolean isRequired(ModelStatus status) {
    return keeper.isRequired(status.model().name());
  }

  /** An invalid name is an unknown model. */
  static ModelName parse(String text) {
    try {
      return ModelName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CacheException(
          CacheException.Kind.UNKNOWN_MODEL,
          "invalid model name: " + e.getMessage(),
          Hint.LIST_REGISTRY,
          e);
    }
  }
}
