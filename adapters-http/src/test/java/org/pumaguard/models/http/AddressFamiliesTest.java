package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher.SilentFamily;
import org.pumaguard.models.http.connect.AddressFamilies;
import org.pumaguard.models.http.connect.Resolver;
import org.pumaguard.models.http.settings.HttpSettings;

/** Hosts with addresses of two families, of which one may not answer. */
class AddressFamiliesTest {

  private static final Duration TIMEOUT = Duration.ofMillis(600);
  private static final String HOST = "both.example";

  private final UnusableAddresses unusable = new UnusableAddresses();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(unusable));

  @BeforeEach
  void needsIpv6() {
    try {
      listen("::1", 0);
    } catch (IOException e) {
      assumeTrue(false, "this machine has no IPv6 on loopback");
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void aFamilyThatRefusesIsNamed() throws Exception {
    int port = listen("127.0.0.1", 0);

    assertEquals(
        List.of(new SilentFamily(HOST, "IPv6", "::1", "connection refused", "IPv4")),
        silent(port, "::1", "127.0.0.1"));
  }

  @Test
  void theOtherFamilyIsNamedToo() throws Exception {
    int port = listen("::1", 0);

    assertEquals(
        List.of(new SilentFamily(HOST, "IPv4", "127.0.0.1", "connection refused", "IPv6")),
        silent(port, "127.0.0.1", "::1"));
  }

  @Test
  void aFamilyThatSwallowsConnectionsTimesOut() throws Exception {
    int port = listen("127.0.0.1", 0);
    unusable.swallowAt("::1", port);

    assertEquals(
        List.of(new SilentFamily(HOST, "IPv6", "::1", "timed out", "IPv4")),
        silent(port, "::1", "127.0.0.1"));
  }

  @Test
  void oneAddressThatAnswersIsEnough() throws Exception {
    int port = listen("127.0.0.1", 0);
    listen("::1", port);

    assertEquals(List.of(), silent(port, "127.0.0.2", "::1", "127.0.0.1"));
  }

  @Test
  void whereNoneAnswersTheFetchFailsAnyway() throws Exception {
    int port = listen("127.0.0.1", 0);

    assertEquals(List.of(), silent(port, "127.0.0.2", "::1"));
  }

  @Test
  void aNameThatIsUnknownMeanwhileHasNone() {
    assertEquals(
        List.of(),
        new AddressFamilies(
                host -> {
                  throw new UnknownHostException(host);
                },
                TIMEOUT)
            .silent(HOST, 80, new Cancellation()));
  }

  @Test
  void anInspectionTellsThoseOfAllHops() throws Exception {
    ScriptedServer last = opened(new ScriptedServer(ScriptedServer.always(new byte[1])));
    String target = "http://last.example:" + last.location("/").uri().getPort() + "/b";
    ScriptedServer first = opened(new ScriptedServer(ScriptedServer.redirect(target)));
    int port = first.location("/").uri().getPort();
    Map<String, List<String>> names =
        Map.of(
            "first.example", List.of("::1", "127.0.0.1"),
            "last.example", List.of("127.0.0.1", "::1"));
    HttpConnections connections =
        opened(
            new HttpConnections(
                new HttpSettings(TIMEOUT, 2, "test"),
                host -> addresses(names.getOrDefault(host, List.of()).toArray(String[]::new))));

    assertEquals(
        List.of(
            new SilentFamily("first.example", "IPv6", "::1", "connection refused", "IPv4"),
            new SilentFamily("last.example", "IPv6", "::1", "connection refused", "IPv4")),
        new HttpFetcher(connections, warning -> {})
            .inspect(
                new Location(URI.create("http://first.example:" + port + "/a")), new Cancellation())
            .network()
            .silent());
  }

  private static List<SilentFamily> silent(int port, String... addresses) throws IOException {
    InetAddress[] resolved = addresses(addresses);
    Resolver resolver = host -> resolved;
    return new AddressFamilies(resolver, TIMEOUT).silent(HOST, port, new Cancellation());
  }

  private static InetAddress[] addresses(String... texts) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) {
      addresses[i] = InetAddress.getByName(texts[i]);
    }
    return addresses;
  }

  /** The system completes connections that nobody accepts. */
  private int listen(String address, int port) throws IOException {
    return opened(new ServerSocket(port, 50, InetAddress.getByName(address))).getLocalPort();
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
