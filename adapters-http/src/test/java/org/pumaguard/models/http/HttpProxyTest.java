package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;

class HttpProxyTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);
  private static final String BASIC = "Basic cHVtYTpzM2NyZXQ=";

  @TempDir private static Path temp;
  private static Optional<Certificates> made = Optional.empty();

  private final Certificates certificates = made.orElseThrow();
  private final TrustSettings trust =
      TrustSettings.parse("test", certificates.certificate(Certificates.AUTHORITY));
  private final ScriptedServer plain = new ScriptedServer(ScriptedServer.always(CONTENT));
  private final ScriptedServer secure =
      ScriptedServer.secure(certificates, Certificates.GOOD, ScriptedServer.always(CONTENT));
  private final ScriptedServer proxy = new ScriptedServer(TunnelProxy::forward);

  HttpProxyTest() throws IOException {}

  @BeforeAll
  static void makeCertificates() throws IOException {
    made = Optional.of(Certificates.make(temp));
  }

  @AfterEach
  void close() throws IOException {
    plain.close();
    secure.close();
    proxy.close();
  }

  @Test
  void asksTheProxyForAWholeAddressAndTellsItWhoWeAre() throws IOException {
    try (HttpFixture http = by("puma:s3cret@" + proxy.authority(), "")) {
      assertArrayEquals(CONTENT, http.fetch(plain.location("/a?b=c")).bytes());
    }

    assertTrue(
        proxy.heads().get(0).startsWith("GET " + plain.location("/a?b=c").uri() + " HTTP/1.1\r\n"));
    assertEquals(List.of(plain.authority()), proxy.sent("Host"));
    assertEquals(List.of(BASIC), proxy.sent("Proxy-Authorization"));
  }

  @Test
  void sendsProxyCredentialsInTheTunnelRequestOnly() throws IOException {
    try (HttpFixture http = by("http://puma:s3cret@" + proxy.authority(), "")) {
      assertArrayEquals(CONTENT, http.fetch(secure.location("/a")).bytes());
    }

    assertTrue(proxy.heads().get(0).startsWith("CONNECT " + secure.authority() + " HTTP/1.1\r\n"));
    assertEquals(List.of(BASIC), proxy.sent("Proxy-Authorization"));
    assertEquals(List.of(), secure.sent("Proxy-Authorization"));
    assertTrue(secure.heads().get(0).startsWith("GET /a HTTP/1.1\r\n"));
  }

  @Test
  void sendsNoCredentialsThatItHasNot() throws IOException {
    try (HttpFixture http = by(proxy.authority(), "")) {
      http.fetch(plain.location("/a"));
      http.fetch(secure.location("/a"));
    }

    assertEquals(2, proxy.heads().size());
    assertEquals(List.of(), proxy.sent("Proxy-Authorization"));
  }

  @Test
  void goesStraightToAnException() throws IOException {
    try (HttpFixture http = by(proxy.authority(), "127.0.0.1")) {
      http.fetch(plain.location("/a"));
      http.fetch(secure.location("/a"));
    }

    assertEquals(List.of(), proxy.heads());
  }

  @Test
  void decidesAtEachHopOfARedirect() throws IOException {
    try (ScriptedServer moved =
            new ScriptedServer(ScriptedServer.redirect(plain.location("/a").toString()));
        HttpFixture http = by(proxy.authority(), moved.authority())) {
      assertArrayEquals(CONTENT, http.fetch(moved.location("/moved")).bytes());
    }

    assertEquals(1, proxy.heads().size());
    assertTrue(proxy.heads().get(0).startsWith("GET " + plain.location("/a").uri()));
  }

  @ParameterizedTest
  @CsvSource({
    "407, FORBIDDEN, wants a name and a password",
    "401, FORBIDDEN, wants a name and a password",
    "403, FORBIDDEN, HTTPS_PROXY names it",
    "404, REFUSED, HTTPS_PROXY names it",
    "416, REFUSED, HTTPS_PROXY names it",
    "500, SERVER_ERROR, HTTPS_PROXY names it",
    "502, SERVER_ERROR, HTTPS_PROXY names it",
    "503, BUSY, HTTPS_PROXY names it",
    "302, REFUSED, HTTPS_PROXY names it",
    "204, REFUSED, HTTPS_PROXY names it"
  })
  void namesTheProxyThatLeadsToNoSecureServer(int status, Reason reason, String words)
      throws IOException {
    try (ScriptedServer refusing =
            new ScriptedServer(
                asked -> asked.send("HTTP/1.1 " + status + " Reason", new byte[100_000]));
        HttpFixture http = by(refusing.authority(), "")) {
      Failure failure = failure(http, secure.location("/a"));

      assertEquals(reason, failure.reason());
      assertEquals(secure.location("/a"), failure.location());
      assertSays(failure, "the proxy http://" + refusing.authority() + " answers " + status);
      assertSays(failure, words);
    }
    assertEquals(List.of(), secure.heads());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reportsRefusedProxyCredentialsWithoutThem(boolean isSecure) throws IOException {
    Location location = isSecure ? secure.location("/a") : plain.location("/a");
    try (ScriptedServer refusing =
            new ScriptedServer(asked -> asked.send("HTTP/1.1 407 Who are you", new byte[0]));
        HttpFixture http = by("puma:s3cret@" + refusing.authority(), "")) {
      Failure failure = failure(http, location);

      assertEquals(Reason.FORBIDDEN, failure.reason());
      assertSays(failure, "the proxy http://" + refusing.authority() + " answers 407");
      assertSays(failure, "does not take");
      assertFalse(Secrets.in(failure, "s3cret"));
    }
  }

  @Test
  void namesTheProxyByWhichAnErrorCame() throws IOException {
    try (ScriptedServer failing =
            new ScriptedServer(asked -> asked.send("HTTP/1.1 502 Bad Gateway", new byte[0]));
        HttpFixture http = by(failing.authority(), "")) {
      Failure failure = failure(http, plain.location("/a"));

      assertEquals(Reason.SERVER_ERROR, failure.reason());
      assertSays(failure, "502 Bad Gateway, by way of the proxy http://" + failing.authority());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void namesTheProxyThatDoesNotListen(boolean isSecure) throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    try (HttpFixture http = by("puma:s3cret@127.0.0.1:" + port, "")) {
      Failure failure = failure(http, isSecure ? secure.location("/a") : plain.location("/a"));

      assertEquals(Reason.UNREACHABLE, failure.reason());
      assertSays(failure, "no connection to the proxy http://127.0.0.1:" + port);
      assertFalse(Secrets.in(failure, "s3cret"));
    }
  }

  @Test
  void givesTheConnectionBackWhenTheProxyRefuses() throws Exception {
    try (ScriptedServer refusing =
            new ScriptedServer(asked -> asked.send("HTTP/1.1 403 No", new byte[10]));
        HttpFixture http = by(refusing.authority(), "")) {
      for (int i = 0; i < 20; i++) {
        Caller.of(() -> http.fetch(secure.location("/a"))).failure();
      }
    }
  }

  private HttpFixture by(String address, String exceptions) throws IOException {
    return HttpFixture.with(
        new ProxySettings(
            Optional.of(new ProxySettings.Named("HTTP_PROXY", address)),
            Optional.of(new ProxySettings.Named("HTTPS_PROXY", address)),
            exceptions),
        trust,
        CredentialSettings.NONE);
  }

  private static Failure failure(HttpFixture http, Location location) {
    return assertThrows(Failure.class, () -> http.fetch(location));
  }

  private static void assertSays(Failure failure, String words) {
    assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::toString);
  }
}
