package org.pumaguard.models.server.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.server.http.EventStream;
import org.pumaguard.models.server.http.JsonText;
import org.pumaguard.models.server.metrics.ServerMetrics;
import org.pumaguard.models.server.work.CacheOverview;
import org.pumaguard.models.server.work.CurrentRegistry;
import org.pumaguard.models.server.work.TrafficHistory;

/** Liveness, readiness, metrics, traffic and events. */
public final class MonitoringHandler {

  private final CurrentRegistry registry;
  private final CacheOverview overview;
  private final ServerMetrics metrics;
  private final EventStream events;
  private final TrafficHistory traffic;

  public MonitoringHandler(
      CurrentRegistry registry,
      CacheOverview overview,
      ServerMetrics metrics,
      EventStream events,
      TrafficHistory traffic) {
    this.registry = registry;
    this.overview = overview;
    this.metrics = metrics;
    this.events = events;
    this.traffic = traffic;
  }

  void live(HttpServerExchange exchange) {
    JsonText.send(exchange, Map.of("status", "live"));
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

  void metrics(HttpServerExchange exchange) {
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    exchange.getResponseSender().send(metrics.scrape());
  }

  HttpHandler events() {
    return events.handler();
  }

  /** The parameter {@code model} selects the events of one model. */
  void history(HttpServerExchange exchange) {
    Deque<String> names = exchange.getQueryParameters().get("model");
    Optional<String> name = Optional.ofNullable(names).map(Deque::peek);
    events.history(exchange, name.map(ModelsHandler::parse));
  }

  void traffic(HttpServerExchange exchange) {
    TrafficHistory.Samples samples = traffic.samples();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("intervalSeconds", TrafficHistory.INTERVAL.toSeconds());
    object.put("lastSeconds", samples.last().toMillis() / 1e3);
    object.put("fetched", samples.fetched());
    object.put("served", samples.served());
    JsonText.send(exchange, object);
  }
}
