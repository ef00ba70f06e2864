package org.pumaguard.models.server.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.PathTemplateMatch;
import org.pumaguard.models.server.http.ErrorResponses;
import org.pumaguard.models.server.http.HttpServer;
import org.pumaguard.models.server.http.Route;
import org.pumaguard.models.server.work.CurrentRegistry;
import org.pumaguard.models.server.work.Jobs;

/**
 * Assigns a handler to each route.
 *
 * @param current must be readable for all routes that concern models
 */
public record RouteHandlers(
    CurrentRegistry current,
    ModelsHandler models,
    StatusHandler status,
    MonitoringHandler monitoring,
    DownloadHandler downloads,
    RegistryDocument registry)
    implements HttpServer.RouteTable {

  /** Routes that need the registry respond with 503 while it was not read; they do not wait. */
  @Override
  public HttpHandler handler(Route route) {
    HttpHandler handler = select(route);
    return switch (route) {
      case PAGE, ASSET, LIVE, READY, METRICS, REFRESH, STATUS, EVENTS, HISTORY, TRAFFIC, OPENAPI ->
          handler;
      default ->
          exchange -> {
            current.getNow();
            handler.handleRequest(exchange);
          };
    };
  }

  private HttpHandler select(Route route) {
    return switch (route) {
      case PAGE -> exchange -> StaticAssets.send(exchange, "index.html");
      case ASSET -> exchange -> StaticAssets.send(exchange, parameter(exchange, "file"));
      case LIVE -> monitoring::live;
      case READY -> monitoring::ready;
      case METRICS -> monitoring::metrics;
      case EVENTS -> monitoring.events();
      case HISTORY -> monitoring::history;
      case TRAFFIC -> monitoring::traffic;
      case MODELS -> models::list;
      case MODEL -> exchange -> models.show(exchange, parameter(exchange, "name"));
      case REMOVE -> exchange -> models.remove(exchange, parameter(exchange, "name"));
      case ENSURE -> this::ensure;
      case VERIFY -> exchange -> startJob(exchange, Jobs.Kind.VERIFY);
      case REPAIR -> exchange -> startJob(exchange, Jobs.Kind.REPAIR);
      case REFRESH -> status::refresh;
      case STATUS -> status::status;
      case OPENAPI ->
          exchange ->
              StaticAssets.sendResource(
                  exchange, "/org/pumaguard/models/server/openapi.yaml", "application/yaml");
      case LISTING_ABOVE -> exchange -> downloads.list(exchange, "models/");
      case LISTING -> exchange -> downloads.list(exchange, "");
      case FILE -> exchange -> downloads.byName(exchange, parameter(exchange, "name"));
      case TAGGED_FILE ->
          exchange ->
              downloads.byTaggedName(
                  exchange, parameter(exchange, "tag"), parameter(exchange, "name"));
      case BLOB -> exchange -> downloads.byDigest(exchange, parameter(exchange, "hex"));
      case REGISTRY -> registry::send;
    };
  }

  /** The I/O thread responds for a model that is ensured; a worker starts the job otherwise. */
  private void ensure(HttpServerExchange exchange) {
    if (!models.respondIfEnsured(exchange, parameter(exchange, "name"))) {
      exchange.dispatch(
          () -> ErrorResponses.handle(again -> startJob(again, Jobs.Kind.ENSURE), exchange));
    }
  }

  private void startJob(HttpServerExchange exchange, Jobs.Kind kind) {
    models.startJob(exchange, parameter(exchange, "name"), kind);
  }

  private static String parameter(HttpServerExchange exchange, String name) {
    return exchange
        .getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
        .getParameters()
        .getOrDefault(name, "")
        .replace(Route.QUESTION_MARK, '?');
  }
}
