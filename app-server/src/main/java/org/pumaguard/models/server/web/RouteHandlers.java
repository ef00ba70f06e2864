package org.pumaguard.models.server.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.PathTemplateMatch;
import org.pumaguard.models.server.http.ErrorResponses;
import org.pumaguard.models.server.http.EventStream;
import org.pumaguard.models.server.http.HttpServer;
import org.pumaguard.models.server.http.Route;
import org.pumaguard.models.server.metrics.ServerMetrics;
import org.pumaguard.models.server.work.CurrentRegistry;
import org.pumaguard.models.server.work.Jobs;

/**
 * What answers each route.
 *
 * @param current what most of them need
 * @param api answers with JSON
 * @param files answers with the bytes of models
 */
public record RouteHandlers(
    CurrentRegistry current,
    ApiHandler api,
    ContentHandler files,
    RegistryDocument registry,
    StaticAssets assets,
    ServerMetrics meters,
    EventStream events)
    implements HttpServer.Parts {

  /** Threads that answer do not wait for a registry. */
  @Override
  public HttpHandler handler(Route route) {
    HttpHandler handler = answering(route);
    return switch (route) {
      case PAGE, ASSET, LIVE, READY, METRICS, REFRESH, STATUS, EVENTS, OPENAPI -> handler;
      default ->
          exchange -> {
            current.present();
            handler.handleRequest(exchange);
          };
    };
  }

  private HttpHandler answering(Route route) {
    return switch (route) {
      case PAGE -> exchange -> assets.send(exchange, "index.html");
      case ASSET -> exchange -> assets.send(exchange, parameter(exchange, "file"));
      case LIVE -> api::live;
      case READY -> api::ready;
      case METRICS -> this::metrics;
      case MODELS -> api::models;
      case MODEL -> exchange -> api.model(exchange, parameter(exchange, "name"));
      case REMOVE -> exchange -> api.remove(exchange, parameter(exchange, "name"));
      case ENSURE -> this::ensure;
      case VERIFY -> exchange -> start(exchange, Jobs.Kind.VERIFY);
      case REPAIR -> exchange -> start(exchange, Jobs.Kind.REPAIR);
      case REFRESH -> api::refresh;
      case STATUS -> api::status;
      case EVENTS -> events.handler();
      case OPENAPI ->
          exchange ->
              StaticAssets.resource(
                  exchange, "/org/pumaguard/models/server/openapi.yaml", "application/yaml");
      case FILE -> exchange -> files.named(exchange, parameter(exchange, "name"));
      case TAGGED_FILE ->
          exchange ->
              files.tagged(exchange, parameter(exchange, "tag"), parameter(exchange, "name"));
      case BLOB -> exchange -> files.digest(exchange, parameter(exchange, "hex"));
      case REGISTRY -> registry::send;
    };
  }

  /** What is there is told by the thread that has read the request. */
  private void ensure(HttpServerExchange exchange) {
    if (!api.isEnsuredAtOnce(exchange, parameter(exchange, "name"))) {
      exchange.dispatch(
          () -> ErrorResponses.guarded(again -> start(again, Jobs.Kind.ENSURE), exchange));
    }
  }

  private void start(HttpServerExchange exchange, Jobs.Kind kind) {
    api.start(exchange, parameter(exchange, "name"), kind);
  }

  private void metrics(HttpServerExchange exchange) {
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    exchange.getResponseSender().send(meters.text());
  }

  private static String parameter(HttpServerExchange exchange, String name) {
    return exchange
        .getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
        .getParameters()
        .getOrDefault(name, "")
        .replace(Route.QUESTION_MARK, '?');
  }
}
