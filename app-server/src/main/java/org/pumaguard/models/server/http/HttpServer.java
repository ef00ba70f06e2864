package org.pumaguard.models.server.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.StatusCodes;
import io.undertow.util.URLUtils;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.pumaguard.models.server.metrics.ServerMetrics;
import org.pumaguard.models.server.settings.ServerSettings;
import org.xnio.Options;

/**
 * The HTTP listener: limits, common headers, authorisation, routing, metrics and access log.
 * Thread-safe.
 */
public final class HttpServer implements AutoCloseable {

  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_HEADERS = 100;
  private static final long MAX_BODY_BYTES = 64 << 10;
  private static final int BUFFER_BYTES = 16 << 10;
  private static final int IO_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int WORKERS = 4 * IO_THREADS;

  /** Methods with metrics of their own; a client could invent any number of others. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Undertow undertow;
  private final GracefulShutdownHandler graceful;
  private final EventStream events;
  private final ServerSettings settings;
  private final ServerMetrics metrics;
  private final AccessLog log;
  private InetSocketAddress address = InetSocketAddress.createUnresolved("", 0);

  public HttpServer(
      ServerSettings settings,
      RouteTable routes,
      EventStream events,
      ServerMetrics metrics,
      AccessLog log) {
    this.settings = settings;
    this.events = events;
    this.metrics = metrics;
    this.log = log;
    HttpHandler routing = routing(routes);
    this.graceful = new GracefulShutdownHandler(exchange -> limitBody(exchange, routing));
    int idle = Math.toIntExact(settings.idle().toMillis());
    this.undertow =
        Undertow.builder()
            .addHttpListener(settings.port(), settings.host())
            .setBufferSize(BUFFER_BYTES)
            .setDirectBuffers(true)
            .setIoThreads(IO_THREADS)
            .setWorkerThreads(WORKERS)
            .setHandler(this::handle)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, idle)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, idle)
            .setServerOption(UndertowOptions.IDLE_TIMEOUT, idle)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setSocketOption(Options.CONNECTION_HIGH_WATER, settings.maxConnections())
            .setSocketOption(Options.CONNECTION_LOW_WATER, settings.maxConnections())
            .setSocketOption(Options.WRITE_TIMEOUT, idle)
            .setSocketOption(Options.REUSE_ADDRESSES, true)
            .build();
  }

  /** Binds the address and accepts connections. */
  public void start() {
    undertow.start();
    address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
  }

  /** The base URI, with the actual port; ends with a slash. Also after {@link #close}. */
  public URI uri() {
    String name = address.getAddress().isAnyLocalAddress() ? "localhost" : settings.host();
    String shown = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    return URI.create("http://" + shown + ":" + address.getPort() + "/");
  }

  private void handle(HttpServerExchange exchange) throws Exception {
    long start = System.nanoTime();
    ExchangeCompletion.attach(exchange);
    ExchangeCompletion.onComplete(exchange, () -> record(exchange, start));
    exchange
        .getResponseHeaders()
        .put(Headers.DATE, ImfDate.now())
        .put(Headers.SERVER, "pumaguard-models")
        .put(new HttpString("X-Content-Type-Options"), "nosniff")
        .put(new HttpString("Referrer-Policy"), "no-referrer")
        .put(new HttpString("Content-Security-Policy"), "default-src 'none'; sandbox");
    graceful.handleRequest(exchange);
  }

  /** No route reads a body; an announced long one is refused before it is sent. */
  private static void limitBody(HttpServerExchange exchange, HttpHandler routing) throws Exception {
    if (exchange.getRequestContentLength() > MAX_BODY_BYTES) {
      exchange.setPersistent(false);
      Problem.send(
          exchange,
          StatusCodes.REQUEST_ENTITY_TOO_LARGE,
          "request body too large: " + MAX_BODY_BYTES + " bytes at most",
          "send the request without a body");
    } else {
      route(exchange, routing);
    }
  }

  /** A question mark in a decoded path belongs to a name; routing would treat it as a query. */
  private static void route(HttpServerExchange exchange, HttpHandler routing) throws Exception {
    String path = decodedPath(exchange);
    if (path.indexOf(Route.QUESTION_MARK) >= 0) {
      Problem.send(exchange, StatusCodes.NOT_FOUND, "no such path", "");
      return;
    }
    exchange.setRelativePath(path.replace('?', Route.QUESTION_MARK));
    routing.handleRequest(exchange);
  }

  /**
   * The path with its semicolons. Undertow cuts a path there, as Java's servlets do, but some
   * clients send those of a name as they are.
   */
  private static String decodedPath(HttpServerExchange exchange) {
    String raw = exchange.getRequestURI();
    return raw.indexOf(';') < 0 || exchange.isHostIncludedInRequestURI()
        ? exchange.getRelativePath()
        : URLUtils.decode(
            raw, StandardCharsets.UTF_8.name(), false, false, new StringBuilder(raw.length()));
  }

  private void record(HttpServerExchange exchange, long start) {
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    String method = exchange.getRequestMethod().toString();
    metrics.recordResponse(
        METHODS.contains(method) ? method : "OTHER",
        match == null ? "none" : match.getMatchedTemplate(),
        exchange.getStatusCode(),
        exchange.getResponseBytesSent(),
        duration);
    log.write(exchange, duration);
  }

  private RoutingHandler routing(RouteTable routes) {
    RoutingHandler routing = new RoutingHandler();
    for (Route route : Route.values()) {
      HttpHandler handler = routes.handler(route);
      if (route.changesState()) {
        handler = new WriteGuard(handler, settings);
      }
      HttpHandler authorised = handler;
      HttpHandler dispatched =
          switch (route) {
            case EVENTS -> authorised;
            case FILE, TAGGED_FILE, BLOB, ENSURE ->
                exchange -> ErrorResponses.handle(authorised, exchange);
            default ->
                exchange -> exchange.dispatch(() -> ErrorResponses.handle(authorised, exchange));
          };
      routing.add(route.method(), route.template(), dispatched);
      if (route.method().equals("GET") && route != Route.EVENTS) {
        routing.add("HEAD", route.template(), dispatched);
      }
    }
    routing.setFallbackHandler(
        exchange -> Problem.send(exchange, StatusCodes.NOT_FOUND, "no such path", ""));
    routing.setInvalidMethodHandler(
        exchange -> {
          exchange.getResponseHeaders().put(Headers.ALLOW, allowed(exchange));
          Problem.send(
              exchange,
              StatusCodes.METHOD_NOT_ALLOWED,
              "method not allowed on this path",
              "the Allow header lists the methods of this path");
        });
    return routing;
  }

  private static String allowed(HttpServerExchange exchange) {
    String path = exchange.getRelativePath();
    return Arrays.stream(Route.values())
        .filter(route -> path.matches(route.template().replaceAll("\\{[a-z]+}", "[^/]+")))
        .flatMap(
            route ->
                Arrays.stream(
                    route.method().equals("GET")
                        ? new String[] {"GET", "HEAD"}
                        : new String[] {route.method()}))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /**
   * Answers new requests with 503, gives running ones the grace period of the settings, and closes
   * all connections.
   */
  @Override
  public void close() {
    events.close();
    graceful.shutdown();
    try {
      graceful.awaitShutdown(settings.grace().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    undertow.stop();
  }

  /** Assigns a handler to each route. */
  public interface RouteTable {

    /** The handler of a route. It may block, except for files, blobs, ensure and events. */
    HttpHandler handler(Route route);
  }
}
