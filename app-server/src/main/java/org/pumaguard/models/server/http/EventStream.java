package org.pumaguard.models.server.http;

import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.pumaguard.models.server.work.EventHub;
import org.xnio.IoUtils;

/**
 * Tells what happens to whoever listens, as it happens. A listener that does not keep up is cut
 * off, and so is he who has listened longest when too many do; browsers come again by themselves,
 * and then ask how everything stands.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent
 *     events</a>
 */
public final class EventStream implements AutoCloseable {

  private static final int KEEP_ALIVE_MILLIS = 15_000;

  /** Whoever has so many events before him reads no more. */
  private static final int MOST_WAITING = 1000;

  private static final int MOST_LISTENERS = 100;

  private final EventHub events;
  private final Queue<ServerSentEventConnection> connections = new ConcurrentLinkedQueue<>();
  private final ServerSentEventHandler handler = Handlers.serverSentEvents(this::connected);

  public EventStream(EventHub events) {
    this.events = events;
  }

  public HttpHandler handler() {
    return handler;
  }

  private void connected(ServerSentEventConnection connection, String lastEventId) {
    // Those that went away without a word are noticed only when something is told to them.
    while (connections.size() >= MOST_LISTENERS) {
      IoUtils.safeClose(connections.poll());
    }
    connections.add(connection);
    connection.setKeepAliveTime(KEEP_ALIVE_MILLIS);
    AtomicInteger waiting = new AtomicInteger();
    BiConsumer<String, Map<String, Object>> listener =
        (kind, object) -> tell(connection, waiting, kind, object);
    events.listen(listener);
    connection.addCloseTask(
        closed -> {
          events.unlisten(listener);
          connections.remove(closed);
        });
    // The first bytes show the client that it is connected.
    connection.sendRetry(2000);
  }

  private static void tell(
      ServerSentEventConnection connection,
      AtomicInteger waiting,
      String kind,
      Map<String, Object> object) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      IoUtils.safeClose(connection);
      return;
    }
    connection.send(
        JsonText.text(object),
        kind,
        null,
        new ServerSentEventConnection.EventCallback() {
          @Override
          public void done(ServerSentEventConnection c, String data, String event, String id) {
            waiting.decrementAndGet();
          }

          @Override
          public void failed(
              ServerSentEventConnection c, String data, String event, String id, IOException e) {
            IoUtils.safeClose(c);
          }
        });
  }

  /** Ends all connections. */
  @Override
  public void close() {
    connections.forEach(ServerSentEventConnection::shutdown);
  }
}
