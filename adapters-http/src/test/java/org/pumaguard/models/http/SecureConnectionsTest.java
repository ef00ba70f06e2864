package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;
import org.pumaguard.models.http.tls.CombinedTrustManager;

/** Whom we trust, and what is said of the others. */
class SecureConnectionsTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path temp;
  private static Optional<Certificates> made = Optional.empty();

  private final Certificates certificates = made.orElseThrow();
  private final String authority = certificates.certificate(Certificates.AUTHORITY);

  @BeforeAll
  static void makeCertificates() throws IOException {
    made = Optional.of(Certificates.make(temp));
  }

  @Test
  void trustsWhomTheBundleNames() throws IOException {
    try (ScriptedServer server = server(Certificates.GOOD);
        HttpFixture http = HttpFixture.with(TrustSettings.parse("ca.pem", authority))) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
      assertArrayEquals(CONTENT, http.fetch(named(server, "localhost")).bytes());
    }
  }

  @Test
  void findsTheCertificatesAmongOtherThings() throws IOException {
    String text =
        "# our own\n"
            + certificates.key(Certificates.EXPIRED)
            + certificates.certificate(Certificates.WRONG_HOST)
            + "subject=CN=Test Authority\r\n"
            + authority.replace("\n", "\r\n")
            + "the end";
    try (ScriptedServer server = server(Certificates.GOOD);
        HttpFixture http = HttpFixture.with(TrustSettings.parse("ca.pem", text))) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
    }
  }

  @Test
  void trustsAServerThatIsNamedItself() throws IOException {
    try (ScriptedServer server = server(Certificates.GOOD);
        HttpFixture http =
            HttpFixture.with(
                TrustSettings.parse("ca.pem", certificates.certificate(Certificates.GOOD)))) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
    }
  }

  @Test
  void goesOnTrustingWhomJavaTrusts() {
    int before = CombinedTrustManager.managerOf(TrustSettings.JAVA).getAcceptedIssuers().length;
    int after =
        CombinedTrustManager.managerOf(TrustSettings.parse("ca.pem", authority))
            .getAcceptedIssuers()
            .length;

    assertTrue(before > 0);
    assertEquals(before + 1, after);
  }

  @Test
  void namesAnUnknownAuthority() throws IOException {
    try (ScriptedServer server = server(Certificates.GOOD);
        HttpFixture http = HttpFixture.patient()) {
      assertUntrusted(
          http,
          server.location("/a"),
          "certificate signed by an unknown authority: 'CN=Test Authority,O=Pumas'");
      assertEquals(List.of(), server.heads());
    }
  }

  @Test
  void saysThatACertificateHasExpired() throws IOException {
    try (ScriptedServer server = server(Certificates.EXPIRED);
        HttpFixture http = HttpFixture.with(TrustSettings.parse("ca.pem", authority))) {
      assertUntrusted(http, server.location("/a"), "the certificate of 'CN=once' expired on 20");
    }
  }

  @Test
  void saysThatACertificateIsForAnotherHost() throws IOException {
    try (ScriptedServer server = server(Certificates.WRONG_HOST);
        HttpFixture http = HttpFixture.with(TrustSettings.parse("ca.pem", authority))) {
      assertUntrusted(http, server.location("/a"), "127.0.0.1", "elsewhere.example");
      assertUntrusted(http, named(server, "localhost"), "localhost", "elsewhere.example");
      assertEquals(List.of(), server.heads());
    }
  }

  @Test
  void asksForTheNameOfATrustedServerToo() throws IOException {
    try (ScriptedServer server = server(Certificates.WRONG_HOST);
        HttpFixture http =
            HttpFixture.with(
                TrustSettings.parse("ca.pem", certificates.certificate(Certificates.WRONG_HOST)))) {
      assertUntrusted(http, server.location("/a"), "elsewhere.example");
    }
  }

  @Test
  void endsAHeadThatTricklesOverASecureConnection() throws Exception {
    HttpSettings impatient =
        new HttpSettings(
            Duration.ofSeconds(3),
            1,
            "test",
            ProxySettings.NONE,
            TrustSettings.parse("ca.pem", authority),
            CredentialSettings.NONE);
    try (ScriptedServer server =
            ScriptedServer.secure(
                certificates,
                Certificates.GOOD,
                asked -> {
                  asked.text("HTTP/1.1 200 OK\r\nX-Slow: ");
                  asked.trickle(new byte[100_000]);
                });
        HttpFixture http = new HttpFixture(impatient, warning -> {})) {
      Location location = server.location("/a");
      Failure failure =
          assertInstanceOf(Failure.class, Caller.of(() -> http.fetch(location)).failure());

      assertEquals(Reason.TIMED_OUT, failure.reason());
      assertEquals(1, server.heads().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "certificate", "-----BEGIN CERTIFICATE-----", "MIIB"})
  void refusesABundleWithoutACertificate(String text) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> TrustSettings.parse("/etc/ca.pem", text));

    assertEquals("/etc/ca.pem holds no certificate in the PEM form", refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "!!!!"})
  void namesABundleWhoseCertificatesCanNotBeRead(String body) throws IOException {
    String text = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    try (ScriptedServer server = server(Certificates.GOOD);
        HttpFixture http = HttpFixture.with(TrustSettings.parse("/etc/ca.pem", text))) {
      HttpSettings.Unusable unusable =
          assertThrows(HttpSettings.Unusable.class, () -> http.fetch(server.location("/a")));

      assertTrue(String.valueOf(unusable.getMessage()).startsWith("/etc/ca.pem holds "));
    }
  }

  private static void assertUntrusted(HttpFixture http, Location location, String... words) {
    Failure failure = assertThrows(Failure.class, () -> http.fetch(location));
    assertEquals(Reason.UNTRUSTED, failure.reason());
    for (String word : words) {
      assertTrue(String.valueOf(failure.getMessage()).contains(word), failure::toString);
    }
  }

  private ScriptedServer server(String alias) throws IOException {
    return ScriptedServer.secure(certificates, alias, ScriptedServer.always(CONTENT));
  }

  private static Location named(ScriptedServer server, String host) {
    return new Location(
        URI.create(server.location("/a").uri().toString().replace("127.0.0.1", host)));
  }
}
