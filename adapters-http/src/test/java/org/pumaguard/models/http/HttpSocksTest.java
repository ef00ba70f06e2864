package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;

/** SOCKS proxies; {@link MicrosocksTest} uses a real one. */
class HttpSocksTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);

  @Test
  void passesTheNameToAProxyThatResolvesNames() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT));
        SocksServer proxy = new SocksServer(SocksServer.relayTo(port(server)));
        HttpFixture http = HttpFixture.with(proxies("socks5h", proxy))) {
      assertArrayEquals(CONTENT, http.fetch(at("http://models.invalid:81/a")).bytes());
      assertArrayEquals(CONTENT, http.fetch(at("http://10.1.2.3:82/a")).bytes());
      assertArrayEquals(CONTENT, http.fetch(at("http://[::1]:83/a")).bytes());

      assertEquals(
          List.of("3:models.invalid:81", "1:10.1.2.3:82", "4:0:0:0:0:0:0:0:1:83"),
          proxy.requests());
      assertTrue(server.heads().get(0).contains("Host: models.invalid:81"));
      assertFalse(server.heads().get(0).contains("Proxy"));
    }
  }

  @Test
  void passesAnAddressToAProxyThatResolvesNoNames() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT));
        SocksServer proxy = new SocksServer(SocksServer.relayTo(port(server)));
        HttpFixture http = HttpFixture.with(proxies("socks5", proxy))) {
      assertArrayEquals(CONTENT, http.fetch(at("http://localhost:81/a")).bytes());
      assertEquals("1:127.0.0.1:81", proxy.requests().get(0));

      Failure failure =
          assertThrows(Failure.class, () -> http.fetch(at("http://models.invalid/a")));
      assertEquals(Reason.UNREACHABLE, failure.reason());
      assertEquals("could not resolve host: models.invalid", failure.getMessage());
    }
  }

  @Test
  void securesTheConnectionToTheServer(@TempDir Path temp) throws IOException {
    Certificates certificates = Certificates.make(temp);
    TrustSettings trust =
        TrustSettings.parse("ca", certificates.certificate(Certificates.AUTHORITY));
    try (ScriptedServer server =
            ScriptedServer.secure(certificates, Certificates.GOOD, ScriptedServer.always(CONTENT));
        SocksServer proxy = new SocksServer(SocksServer.relayTo(port(server)));
        HttpFixture http =
            HttpFixture.with(proxies("socks5h", proxy), trust, CredentialSettings.NONE)) {
      assertArrayEquals(CONTENT, http.fetch(at("https://localhost:444/a")).bytes());
      assertEquals(List.of("3:localhost:444"), proxy.requests());

      Failure failure =
          assertThrows(Failure.class, () -> http.fetch(at("https://elsewhere.example/a")));
      assertEquals(Reason.UNTRUSTED, failure.reason());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, UNREACHABLE, could not connect: general failure",
    "2, FORBIDDEN, does not allow the connection by its rules",
    "3, UNREACHABLE, could not connect: network is unreachable",
    "4, UNREACHABLE, could not connect: host is unreachable or unknown",
    "5, UNREACHABLE, could not connect: connection refused",
    "6, UNREACHABLE, could not connect: connection timed out",
    "7, REFUSED, does not support CONNECT",
    "8, UNREACHABLE, could not connect: address type not supported",
    "99, UNREACHABLE, could not connect: SOCKS error 99"
  })
  void reportsARefusal(int reply, Reason reason, String message) throws IOException {
    try (SocksServer proxy =
        new SocksServer(SocksServer.replying(5, reply, 0, 1, 0, 0, 0, 0, 0, 0))) {
      assertFails(proxy, reason, "the proxy socks5h://127.0.0.1:" + proxy.port() + " " + message);
    }
  }

  @Test
  void namesAProxyThatSpeaksHttp() throws IOException {
    try (SocksServer proxy = new SocksServer(SocksServer.answering('H', 'T', 'T', 'P', '/'))) {
      assertFails(proxy, Reason.REFUSED, "does not speak SOCKS 5 but HTTP");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 0x15, 0xff})
  void refusesGarbage(int first) throws IOException {
    try (SocksServer proxy = new SocksServer(SocksServer.answering(first, 1, 2, 3))) {
      assertFails(proxy, Reason.REFUSED, "does not speak SOCKS 5");
    }
  }

  @Test
  void refusesAnInvalidReply() throws IOException {
    try (SocksServer proxy = new SocksServer(SocksServer.replying(5, 0, 0, 9, 0, 0))) {
      assertFails(proxy, Reason.REFUSED, "sent an invalid SOCKS reply");
    }
  }

  @Test
  void reportsAProxyThatRequiresALogin() throws IOException {
    try (SocksServer proxy = new SocksServer(SocksServer.answering(5, 0xff))) {
      assertFails(proxy, Reason.FORBIDDEN, "requires authentication; add user and password");
    }
    try (SocksServer proxy = new SocksServer(SocksServer.answering(5, 1))) {
      assertFails(proxy, Reason.REFUSED, "requires the unsupported authentication method 1");
    }
  }

  @Test
  void reportsAClosedConnection() throws IOException {
    try (SocksServer proxy = new SocksServer((server, connection) -> {})) {
      assertFails(proxy, Reason.UNREACHABLE, "closed the connection during the SOCKS handshake");
    }
    try (SocksServer proxy = new SocksServer(SocksServer.replying(5, 0, 0, 1, 0))) {
      assertFails(proxy, Reason.UNREACHABLE, "closed the connection during the SOCKS handshake");
    }
  }

  @Test
  void timesOutOnASilentProxy() throws IOException {
    try (SocksServer proxy =
            new SocksServer(
                (server, connection) ->
                    connection.getInputStream().transferTo(OutputStream.nullOutputStream()));
        HttpFixture http =
            new HttpFixture(
                new HttpSettings(
                    Duration.ofMillis(300),
                    1,
                    "test",
                    proxies("socks5h", proxy),
                    TrustSettings.JAVA,
                    CredentialSettings.NONE),
                warning -> {})) {
      Failure failure = assertThrows(Failure.class, () -> http.fetch(at("http://a.example/")));

      assertEquals(Reason.TIMED_OUT, failure.reason());
      assertTrue(
          String.valueOf(failure.getMessage()).startsWith("handshake with the proxy socks5h://"),
          failure::toString);
    }
  }

  private static void assertFails(SocksServer proxy, Reason reason, String words)
      throws IOException {
    try (HttpFixture http = HttpFixture.with(proxies("socks5h", proxy))) {
      Failure failure = assertThrows(Failure.class, () -> http.fetch(at("http://a.example/")));

      assertEquals(reason, failure.reason(), failure::toString);
      assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::toString);
    }
  }

  private static ProxySettings proxies(String scheme, SocksServer proxy) {
    Optional<ProxySettings.Named> named =
        Optional.of(new ProxySettings.Named("ALL_PROXY", scheme + "://127.0.0.1:" + proxy.port()));
    return new ProxySettings(named, named, "");
  }

  private static Location at(String url) {
    return new Location(URI.create(url));
  }

  private static int port(ScriptedServer server) {
    return server.location("/").uri().getPort();
  }
}
