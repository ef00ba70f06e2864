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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pumaguard.models.server.metrics.ServerMetrics;
import org.pumaguard.models.server.settings.ServerSettings;
import org.xnio.Options;

/**
 * The server's face: which handler answers what, what goes before each, and within which limits.
 */
public final class HttpServer implements AutoCloseable {

  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_HEADERS = 100;
  private static final long MAX_BODY_BYTES = 64 << 10;
  private static final int BUFFER_BYTES = 16 << 10;
  private static final int IO_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int WORKERS = 4 * IO_THREADS;

  /** Others are counted as one, since anybody can make some up. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Undertow undertow;
  private final GracefulShutdownHandler graceful;
  private final EventStream stream;
  private final ServerSettings settings;
  private final ServerMetrics meters;
  private final Optional<AccessLog> log;
  private InetSocketAddress address = InetSocketAddress.createUnresolved("", 0);

  public HttpServer(
      ServerSettings settings,
      Parts parts,
      EventStream stream,
      ServerMetrics meters,
      Optional<AccessLog> log) {
    this.settings = settings;
    this.stream = stream;
    this.meters = meters;
    this.log = log;
    HttpHandler routing = routing(parts);
    this.graceful = new GracefulShutdownHandler(exchange -> bounded(exchange, routing));
    int idle = Math.toIntExact(settings.idle().toMillis());
    this.undertow =
        Undertow.builder()
            .addHttpListener(settings.port(), settings.host())
            .setBufferSize(BUFFER_BYTES)
            .setDirectBuffers(true)
            .setIoThreads(IO_THREADS)
            .setWorkerThreads(WORKERS)
            .setHandler(this::begin)
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

  /** Begins to answer. */
  public void start() {
    undertow.start();
    address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
  }

  /** Where it listens, or did. */
  public InetSocketAddress address() {
    return address;
  }

  private void begin(HttpServerExchange exchange) throws Exception {
    long start = System.nanoTime();
    ExchangeEnd.begin(exchange);
    ExchangeEnd.of(exchange, () -> over(exchange, start));
    exchange
        .getResponseHeaders()
        .put(Headers.DATE, ImfDate.now())
        .put(Headers.SERVER, "pumaguard-models")
        .put(new HttpString("X-Content-Type-Options"), "nosniff")
        .put(new HttpString("Referrer-Policy"), "no-referrer")
        .put(new HttpString("Content-Security-Policy"), "default-src 'none'; sandbox");
    graceful.handleRequest(exchange);
  }

  /** Nobody here reads a body; who announces a long one is told so, and does not send it. */
  private static void bounded(HttpServerExchange exchange, HttpHandler routing) throws Exception {
    if (exchange.getRequestContentLength() > MAX_BODY_BYTES) {
      exchange.setPersistent(false);
      Problem.send(
          exchange,
          StatusCodes.REQUEST_ENTITY_TOO_LARGE,
          "a request may have a body of " + MAX_BODY_BYTES + " bytes at most",
          "nothing here needs one");
    } else {
      route(exchange, routing);
    }
  }

  /** A question mark in a decoded path is one of a name; routes would take it for a query's. */
  private static void route(HttpServerExchange exchange, HttpHandler routing) throws Exception {
    String path = exchange.getRelativePath();
    if (path.indexOf(Route.QUESTION_MARK) >= 0) {
      Problem.send(exchange, StatusCodes.NOT_FOUND, "there is nothing under this path", "");
      return;
    }
    exchange.setRelativePath(path.replace('?', Route.QUESTION_MARK));
    routing.handleRequest(exchange);
  }

  private void over(HttpServerExchange exchange, long start) {
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    String method = exchange.getRequestMethod().toString();
    meters.answered(
        METHODS.contains(method) ? method : "OTHER",
        match == null ? "none" : match.getMatchedTemplate(),
        exchange.getStatusCode(),
        exchange.getResponseBytesSent(),
        took);
    log.ifPresent(to -> to.write(exchange, took));
  }

  private RoutingHandler routing(Parts parts) {
    RoutingHandler routing = new RoutingHandler();
    for (Route route : Route.values()) {
      HttpHandler handler = parts.handler(route);
      if (route.isChange()) {
        handler = new WriteGuard(handler, settings);
      }
      HttpHandler guarded = handler;
      HttpHandler dispatched =
          switch (route) {
            case EVENTS -> guarded;
            case FILE, TAGGED_FILE, BLOB, ENSURE ->
                exchange -> ErrorResponses.guarded(guarded, exchange);
            default ->
                exchange -> exchange.dispatch(() -> ErrorResponses.guarded(guarded, exchange));
          };
      routing.add(route.method(), route.template(), dispatched);
      if (route.method().equals("GET") && route != Route.EVENTS) {
        routing.add("HEAD", route.template(), dispatched);
      }
    }
    routing.setFallbackHandler(
        exchange ->
            Problem.send(exchange, StatusCodes.NOT_FOUND, "there is nothing under this path", ""));
    routing.setInvalidMethodHandler(
        exchange -> {
          exchange.getResponseHeaders().put(Headers.ALLOW, allowed(exchange));
          Problem.send(
              exchange, StatusCodes.METHOD_NOT_ALLOWED, "this path does not take this method", "");
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

  /** Lets what is going on come to its end for a while, and answers nothing new. */
  @Override
  public void close() {
    stream.close();
    graceful.shutdown();
    try {
      graceful.awaitShutdown(settings.grace().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    undertow.stop();
  }

  /** What answers each route. */
  public interface Parts {
    /** The handler of a route; it may take its time. */
    HttpHandler handler(Route route);
  }
}
