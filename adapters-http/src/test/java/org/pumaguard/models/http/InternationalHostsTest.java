package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.http.proxy.ProxyRouter;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.ProxySettings;

/** Host names that {@link URI} does not parse: international ones, and those with underscores. */
class InternationalHostsTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);

  private final List<String> resolved = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "bücher.example, xn--bcher-kva.example",
    "BÜCHER.example, xn--bcher-kva.example",
    "bücher。example, xn--bcher-kva.example",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "пума.example, xn--80axiq.example",
    "my_station, my_station"
  })
  void sendsTheAsciiFormAndShowsTheTypedOne(String typed, String sent) throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT));
        HttpConnections connections = connections()) {
      int port = server.location("/").uri().getPort();
      Location location = new Location(URI.create("http://" + typed + ":" + port + "/a/ü.pt?x=1"));

      CollectingReceiver receiver = fetch(connections, location);

      assertArrayEquals(CONTENT, receiver.bytes());
      assertEquals(location, receiver.head().location());
      assertEquals(List.of(sent), resolved);
      String head = server.heads().get(0);
      assertTrue(head.startsWith("GET /a/%C3%BC.pt?x=1 HTTP/1.1\r\n"), head);
      assertTrue(head.contains("Host: " + sent + ":" + port + "\r\n"), head);
    }
  }

  @Test
  void followsARedirectToAnInternationalHost() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT))) {
      String bytes =
          new String(
              ("//bücher.example:" + server.location("/").uri().getPort() + "/b")
                  .getBytes(StandardCharsets.UTF_8),
              StandardCharsets.ISO_8859_1);
      try (ScriptedServer first =
              new ScriptedServer(
                  client -> client.send("HTTP/1.1 302 Found\r\nLocation: " + bytes, new byte[0]));
          HttpConnections connections = connections()) {
        assertArrayEquals(CONTENT, fetch(connections, first.location("/a")).bytes());
        assertTrue(resolved.contains("xn--bcher-kva.example"), resolved::toString);
      }
    }
  }

  @Test
  void sendsCredentialsToATypedHostOverLoopbackOnly() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT));
        HttpConnections connections = connections()) {
      int port = server.location("/").uri().getPort();
      fetch(connections, new Location(URI.create("http://a:b@bücher.example:" + port + "/a")));

      assertTrue(!server.heads().get(0).contains("Authorization"), "not over http");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://bücher..example/", "http://ü:99999/", "http://:80/"})
  void refusesAnInvalidHost(String url) throws IOException {
    try (HttpConnections connections = connections()) {
      Failure failure =
          assertThrows(Failure.class, () -> fetch(connections, new Location(URI.create(url))));

      assertEquals(Reason.REFUSED, failure.reason());
      assertEquals("URL without a valid host", failure.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bücher.example, http://bücher.example/, false",
    "bücher.example, http://xn--bcher-kva.example/, false",
    "xn--bcher-kva.example, http://www.bücher.example/, false",
    ".BÜCHER.example, http://bücher.example/, false",
    "bücher.example, http://andere.example/, true"
  })
  void exceptsInternationalHostsFromTheProxy(String exceptions, String url, boolean isProxied) {
    Optional<ProxySettings.Named> proxy =
        Optional.of(new ProxySettings.Named("HTTP_PROXY", "http://prüxy.example:1"));
    ProxyRouter router = new ProxyRouter(new ProxySettings(proxy, proxy, exceptions));

    assertEquals(
        isProxied ? Optional.of("http://xn--prxy-1ra.example:1") : Optional.empty(),
        router.proxyFor(URI.create(url)).map(Object::toString));
  }

  private HttpConnections connections() {
    return new HttpConnections(
        new HttpSettings(Duration.ofSeconds(30), 2, "test"),
        host -> {
          resolved.add(host);
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
  }

  private static CollectingReceiver fetch(HttpConnections connections, Location location)
      throws IOException {
    CollectingReceiver receiver = new CollectingReceiver();
    new HttpFetcher(connections, warning -> {})
        .fetch(Request.whole(location), receiver, new Cancellation());
    return receiver;
  }
}
