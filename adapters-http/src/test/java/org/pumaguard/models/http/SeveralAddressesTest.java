package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;

/** Hosts whose first address does not work. The time-out is longer than the patience of a test. */
@Tag("slow")
class SeveralAddressesTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);
  private static final String GOOD = "127.0.0.1";
  private static final String BAD = "127.0.0.2";
  private static final String HOST = "many.example";
  private static final Duration LONG = Duration.ofMinutes(10);

  private final UnusableAddresses unusable = new UnusableAddresses();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(unusable));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    for (Thread thread : connectors()) {
      thread.join(20_000);
      assertTrue(!thread.isAlive(), "a connection attempt is left");
    }
  }

  @Test
  void doesNotWaitForAnAddressThatSwallowsConnections() throws Exception {
    ScriptedServer server = server();
    unusable.swallowAt(BAD, port(server));

    assertArrayEquals(CONTENT, fetch(client(BAD, GOOD), location(server)));
  }

  @Test
  void triesTheNextAddressAfterARefusedConnection() throws Exception {
    ScriptedServer server = server();

    assertArrayEquals(CONTENT, fetch(client(BAD, "127.0.0.3", GOOD), location(server)));
  }

  @Test
  void triesTheNextAddressWithoutARoute() throws Exception {
    ScriptedServer server = server();

    assertArrayEquals(CONTENT, fetch(client("255.255.255.255", "::1", GOOD), location(server)));
  }

  @Test
  void remembersTheAddressWhoseHandshakeSucceeds(@TempDir Path temp) throws Exception {
    Certificates certificates = Certificates.make(temp);
    ScriptedServer server =
        opened(
            ScriptedServer.secure(certificates, Certificates.GOOD, ScriptedServer.always(CONTENT)));
    AtomicInteger connections = unusable.hangUpAt(BAD, port(server));
    HttpFetcher client =
        client(
            LONG,
            ProxySettings.NONE,
            TrustSettings.parse("ca", certificates.certificate(Certificates.AUTHORITY)),
            BAD,
            GOOD);
    Location location = new Location(URI.create("https://localhost:" + port(server) + "/a"));

    assertArrayEquals(CONTENT, fetch(client, location));
    assertArrayEquals(CONTENT, fetch(client, location));
    assertEquals(1, connections.get());
  }

  /** Before the time-out, which is longer than the patience of this test. */
  @Test
  void triesTheNextAddressAfterASilentHandshakeAndRemembersTheOneThatWorks(@TempDir Path temp)
      throws Exception {
    Certificates certificates = Certificates.make(temp);
    ScriptedServer server =
        opened(
            ScriptedServer.secure(certificates, Certificates.GOOD, ScriptedServer.always(CONTENT)));
    AtomicInteger connections = unusable.staySilentAt(BAD, port(server));
    HttpFetcher client =
        client(
            LONG,
            ProxySettings.NONE,
            TrustSettings.parse("ca", certificates.certificate(Certificates.AUTHORITY)),
            BAD,
            GOOD);
    Location location = new Location(URI.create("https://localhost:" + port(server) + "/a"));

    assertArrayEquals(CONTENT, fetch(client, location));
    assertArrayEquals(CONTENT, fetch(client, location));
    assertEquals(1, connections.get());
  }

  @Test
  void givesTheLastAddressTheWholeTimeOutForItsHandshake() throws Exception {
    int port = freePort();
    AtomicInteger first = unusable.staySilentAt(BAD, port);
    AtomicInteger second = unusable.staySilentAt("127.0.0.3", port);
    HttpFetcher client =
        client(Duration.ofMillis(600), ProxySettings.NONE, TrustSettings.JAVA, BAD, "127.0.0.3");

    Failure failure =
        assertThrows(
            Failure.class,
            () -> fetch(client, new Location(URI.create("https://localhost:" + port + "/a"))));

    assertEquals(Reason.TIMED_OUT, failure.reason());
    assertEquals("TLS handshake timed out after 0.6 s", failure.getMessage());
    assertEquals(List.of(1, 1), List.of(first.get(), second.get()));
  }

  @Test
  void triesTheNextAddressOfAProxy() throws Exception {
    ScriptedServer proxy = opened(new ScriptedServer(ScriptedServer.always(CONTENT)));
    unusable.swallowAt(BAD, port(proxy));
    Optional<ProxySettings.Named> named =
        Optional.of(new ProxySettings.Named("http_proxy", "http://" + HOST + ":" + port(proxy)));
    HttpFetcher client =
        client(LONG, new ProxySettings(named, named, ""), TrustSettings.JAVA, BAD, GOOD);

    assertArrayEquals(CONTENT, fetch(client, new Location(URI.create("http://models.example/a"))));
  }

  @Test
  void reportsARefusalByAllAddresses() throws Exception {
    int port = freePort();
    HttpFetcher client = client(BAD, GOOD);

    Failure failure = assertThrows(Failure.class, () -> fetch(client, location(port)));

    assertEquals(Reason.UNREACHABLE, failure.reason());
    assertEquals("could not connect: connection refused", failure.getMessage());
  }

  @Test
  void timesOutIfAllAddressesSwallowConnections() throws Exception {
    int port = unusable.swallowAt(BAD, 0);
    unusable.swallowAt("127.0.0.3", port);
    HttpFetcher client =
        client(Duration.ofMillis(600), ProxySettings.NONE, TrustSettings.JAVA, BAD, "127.0.0.3");

    Failure failure = assertThrows(Failure.class, () -> fetch(client, location(port)));

    assertEquals(Reason.TIMED_OUT, failure.reason());
    assertEquals("connection timed out after 0.6 s", failure.getMessage());
  }

  @Test
  void endsAllAttemptsIfCancelled() throws Exception {
    int port = unusable.swallowAt(BAD, 0);
    unusable.swallowAt("127.0.0.3", port);
    HttpFetcher client = client(BAD, "127.0.0.3");
    Cancellation cancellation = new Cancellation();
    Caller<?> call =
        Caller.of(
            () ->
                client.fetch(
                    Request.whole(location(port)), new CollectingReceiver(), cancellation));
    while (connectors().size() < 2) {
      call.blocked();
    }

    cancellation.cancel();

    assertInstanceOf(CancellationException.class, call.failure());
  }

  @Test
  void needsNoThreadForOneAddress() throws Exception {
    List<Thread> seen = new ArrayList<>();
    ScriptedServer server =
        opened(
            new ScriptedServer(
                answered -> {
                  seen.addAll(connectors());
                  answered.send("HTTP/1.1 200 OK", CONTENT);
                }));

    fetch(client(GOOD), location(server));

    assertEquals(List.of(), seen);
  }

  private static int freePort() throws IOException {
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return gone.getLocalPort();
    }
  }

  private ScriptedServer server() throws IOException {
    return opened(new ScriptedServer(ScriptedServer.always(CONTENT)));
  }

  private HttpFetcher client(String... addresses) throws IOException {
    return client(LONG, ProxySettings.NONE, TrustSettings.JAVA, addresses);
  }

  private HttpFetcher client(
      Duration timeout, ProxySettings proxies, TrustSettings trust, String... addresses)
      throws IOException {
    InetAddress[] resolved = new InetAddress[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      resolved[i] = InetAddress.getByName(addresses[i]);
    }
    HttpSettings settings =
        new HttpSettings(timeout, 4, "test", proxies, trust, CredentialSettings.NONE);
    HttpConnections connections =
        opened(new HttpConnections(settings, host -> Arrays.copyOf(resolved, resolved.length)));
    return new HttpFetcher(connections, warning -> {});
  }

  private static byte[] fetch(HttpFetcher client, Location location) throws Exception {
    CollectingReceiver receiver = new CollectingReceiver();
    Caller<?> call =
        Caller.of(() -> client.fetch(Request.whole(location), receiver, new Cancellation()));
    try {
      call.result();
    } catch (AssertionError e) {
      if (e.getCause() != null && e.getCause().getCause() instanceof Failure failure) {
        throw failure;
      }
      throw e;
    }
    return receiver.bytes();
  }

  private static List<Thread> connectors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("http-connect"))
        .toList();
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static int port(ScriptedServer server) {
    return server.location("/").uri().getPort();
  }

  private static Location location(ScriptedServer server) {
    return location(port(server));
  }

  private static Location location(int port) {
    return new Location(URI.create("http://" + HOST + ":" + port + "/a"));
  }
}
