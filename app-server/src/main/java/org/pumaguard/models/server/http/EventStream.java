package org.pumaguard.models.server.http;

import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.server.work.EventHub;
import org.pumaguard.models.server.work.PublishedEvent;
import org.xnio.IoUtils;

/**
 * Sends events to clients as server-sent events. A client with more than 1000 unsent events is
 * disconnected, and so is the oldest one if there are more than 100 clients. A client that
 * reconnects with {@code Last-Event-ID} receives the kept events after that one first. Thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent
 *     events</a>
 */
public final class EventStream implements AutoCloseable {

  private static final int KEEP_ALIVE_MILLIS = 15_000;
  private static final long RETRY_MILLIS = 2_000;
  private static final int MAX_UNSENT = 1000;
  private static final int MAX_CLIENTS = 100;

  private final EventHub events;
  private final Queue<ServerSentEventConnection> connections = new ConcurrentLinkedQueue<>();
  private final ServerSentEventHandler handler = Handlers.serverSentEvents(this::connected);

  public EventStream(EventHub events) {
    this.events = events;
  }

  /** Accepts connections. The headers keep proxies such as nginx from holding events back. */
  public HttpHandler handler() {
    return exchange -> {
      exchange
          .getResponseHeaders()
          .put(Headers.CACHE_CONTROL, "no-cache")
          .put(new HttpString("X-Accel-Buffering"), "no");
      handler.handleRequest(exchange);
    };
  }

  /** Responds with the last events that were kept, of all models or of one. */
  public void history(HttpServerExchange exchange, Optional<ModelName> model) {
    List<PublishedEvent> kept = model.map(events::history).orElseGet(events::history);
    JsonText.send(exchange, kept.stream().map(ServerEventJson::of).toList());
  }

  private void connected(ServerSentEventConnection connection, String lastEventId) {
    // A connection that was lost is detected by the next send only, so old ones may be dead.
    while (connections.size() >= MAX_CLIENTS) {
      IoUtils.safeClose(connections.poll());
    }
    connections.add(connection);
    connection.setKeepAliveTime(KEEP_ALIVE_MILLIS);
    AtomicInteger unsent = new AtomicInteger();
    Consumer<PublishedEvent> listener = event -> send(connection, unsent, event);
    connection.addCloseTask(
        closed -> {
          events.removeListener(listener);
          connections.remove(closed);
        });
    // The first bytes tell the client that it is connected.
    connection.sendRetry(RETRY_MILLIS);
    events.addListener(listener, Optional.ofNullable(lastEventId));
    if (!connection.isOpen()) {
      events.removeListener(listener);
    }
  }

  private static void send(
      ServerSentEventConnection connection, AtomicInteger unsent, PublishedEvent event) {
    if (unsent.incrementAndGet() > MAX_UNSENT) {
      IoUtils.safeClose(connection);
      return;
    }
    connection.send(
        JsonText.text(ServerEventJson.of(event)),
        event.event().name(),
        event.id().orElse(null),
        new ServerSentEventConnection.EventCallback() {
          @Override
          public void done(ServerSentEventConnection c, String data, String name, String id) {
            unsent.decrementAndGet();
          }

          @Override
          public void failed(
              ServerSentEventConnection c, String data, String name, String id, IOException e) {
            IoUtils.safeClose(c);
          }
        });
  }

  /** Closes all connections. */
  @Override
  public void close() {
    connections.forEach(ServerSentEventConnection::shutdown);
  }
}
