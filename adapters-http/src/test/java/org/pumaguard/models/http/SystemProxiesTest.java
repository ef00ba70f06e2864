package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.http.settings.ProxySettings;

/**
 * The proxies of the JVM, which are used if the host program asks for it. The selector of this test
 * has proxies for its own servers only, since other tests may run meanwhile.
 */
@SuppressWarnings("AddressSelection") // The loopback address has one form here.
class SystemProxiesTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);

  private final ProxySelector former = ProxySelector.getDefault();
  private final Map<String, Proxy> proxies = new ConcurrentHashMap<>();
  private final List<URI> asked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void select() {
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            asked.add(uri);
            return List.of(proxies.getOrDefault(uri.getAuthority(), Proxy.NO_PROXY));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
  }

  @AfterEach
  void restore() {
    ProxySelector.setDefault(former);
  }

  @Test
  void fetchesThroughTheProxyThatJavaSelects() throws IOException {
    try (ScriptedServer proxy = new ScriptedServer(ScriptedServer.always(CONTENT));
        HttpFixture http = HttpFixture.with(ProxySettings.SYSTEM)) {
      proxies.put(
          "models.invalid:80",
          new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("127.0.0.1", port(proxy))));

      assertArrayEquals(CONTENT, http.fetch(at("http://u:p@models.invalid/a?sig=s3cret")).bytes());
      assertTrue(proxy.heads().get(0).startsWith("GET http://models.invalid/a?sig=s3cret HTTP"));
      assertArrayEquals(CONTENT, http.fetch(proxy.location("/direct")).bytes());
      assertTrue(proxy.heads().get(1).startsWith("GET /direct HTTP"));
      assertFalse(asked.toString().contains("s3cret"), asked::toString);
      assertFalse(asked.toString().contains("u:p"), asked::toString);
    }
  }

  @Test
  void fetchesThroughSocksWithTheNameOfTheServer() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT));
        SocksServer proxy = new SocksServer(SocksServer.relayTo(port(server)));
        HttpFixture http = HttpFixture.with(ProxySettings.SYSTEM)) {
      proxies.put(
          "models.invalid:80",
          new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", proxy.port())));

      assertArrayEquals(CONTENT, http.fetch(at("http://models.invalid/a")).bytes());
      assertEquals(List.of("3:models.invalid:80"), proxy.requests());
    }
  }

  @Test
  void theProxiesAndExceptionsOfTheSettingsComeFirst() throws IOException {
    proxies.put(
        "models.invalid:80", new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 1)));
    try (ScriptedServer proxy = new ScriptedServer(ScriptedServer.always(CONTENT));
        HttpFixture own =
            HttpFixture.with(ProxySettings.SYSTEM.withHttp("http://" + proxy.authority()));
        HttpFixture exempt =
            HttpFixture.with(ProxySettings.SYSTEM.withExceptions("models.invalid"))) {
      assertArrayEquals(CONTENT, own.fetch(at("http://models.invalid/a")).bytes());
      assertEquals(
          "could not resolve host: models.invalid",
          assertThrows(Failure.class, () -> exempt.fetch(at("http://models.invalid/a")))
              .getMessage());
    }
  }

  /** Java sends each plain socket through a SOCKS proxy that it selects. */
  @Test
  void noneIsUsedUnlessAskedFor() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT));
        HttpFixture http = HttpFixture.with(ProxySettings.NONE)) {
      proxies.put(
          server.authority(), new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", 1)));
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
    }
  }

  private static int port(ScriptedServer server) {
    return server.location("/").uri().getPort();
  }

  private static Location at(String uri) {
    return new Location(URI.create(uri));
  }
}
