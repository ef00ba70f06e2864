package org.pumaguard.models.server.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.server.http.EventStream;
import org.pumaguard.models.server.http.JsonText;
import org.pumaguard.models.server.metrics.ServerMetrics;
import org.pumaguard.models.server.work.CacheOverview;
import org.pumaguard.models.server.work.CurrentRegistry;

/** Liveness, readiness, metrics and events. */
public final class MonitoringHandler {

  private final CurrentRegistry registry;
  private final CacheOverview overview;
  private final ServerMetrics metrics;
  private final EventStream events;

  public MonitoringHandler(
      CurrentRegistry registry, CacheOverview overview, ServerMetrics metrics, EventStream events) {
    this.registry = registry;
    this.overview = overview;
    this.metrics = metrics;
    this.events = events;
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
}
