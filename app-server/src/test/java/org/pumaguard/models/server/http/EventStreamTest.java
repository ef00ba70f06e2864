package org.pumaguard.models.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.undertow.Undertow;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.server.work.EventHub;
import org.pumaguard.models.testkit.RawConnection;

/** A listener that does not read is disconnected; one that reconnects misses nothing. */
class EventStreamTest {

  /** Far more than any system takes in for a client. */
  private static final int EVENTS = 200_000;

  private static final int SMALL_WINDOW = 4096;

  private final EventHub hub = new EventHub(List.of(), Clock.systemUTC());
  private final EventStream stream = new EventStream(hub);
  private final Undertow server =
      Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(stream.handler()).build();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    stream.close();
    server.stop();
  }

  @Test
  void disconnectsAListenerThatDoesNotRead() throws Exception {
    try (RawConnection deaf = new RawConnection(uri(), SMALL_WINDOW)) {
      listen(deaf);
      ModelName model = ModelName.parse("m.pt");
      for (int i = 0; i < EVENTS; i++) {
        hub.stateChanged(model, ModelState.CACHED);
      }
      long all = (long) EVENTS * "data: {'event':'state','model':'m.pt'}".length();
      assertTrue(deaf.toTheEnd() < all);
      try (RawConnection listener = new RawConnection(uri())) {
        listen(listener);
        hub.registryChanged(17);
        String line = listener.line();
        while (!line.startsWith("data:")) {
          line = listener.line();
        }
        assertTrue(line.contains("\"models\":17"), line);
      }
    }
  }

  @Test
  void resumesAfterTheLastEventOfAClient() throws Exception {
    hub.registryChanged(1);
    hub.registryChanged(2);
    String id = hub.history().get(0).id().orElseThrow();
    try (RawConnection listener = new RawConnection(uri())) {
      listen(listener, "Last-Event-ID: " + id);
      hub.stateChanged(ModelName.parse("m.pt"), ModelState.CACHED);
      hub.registryChanged(3);
      StringBuilder seen = new StringBuilder();
      while (!seen.toString().contains("\"models\":3")) {
        seen.append(listener.line()).append('\n');
      }
      String text = seen.toString();
      assertFalse(text.contains("\"models\":1"), text);
      assertEquals(text.indexOf("\"models\":2"), text.lastIndexOf("\"models\":2"), text);
      assertTrue(text.indexOf("\"models\":2") < text.indexOf("m.pt"), text);
      String last = hub.history().get(2).id().orElseThrow();
      assertTrue(text.contains("id:" + last) || text.contains("id: " + last), text);
    }
  }

  private static void listen(RawConnection wire, String... headers) throws Exception {
    wire.send("GET", "/", headers);
    assertEquals(200, wire.head().status());
    while (!wire.line().startsWith("retry:")) {
      // The size of a chunk.
    }
  }

  private URI uri() {
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    return URI.create("http://127.0.0.1:" + address.getPort() + "/");
  }
}
