package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.auth.UserInfo;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.Origin;
import org.pumaguard.models.http.settings.TrustSettings;

/** What a host program sets: changes to the client, headers of an origin, a TLS context. */
class HostProgramTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);

  @Test
  void changesTheClient() throws IOException {
    HttpSettings settings =
        HttpSettings.DEFAULT
            .withUserAgent("station/1")
            .withCustomizer(
                builder ->
                    builder.addRequestInterceptorLast(
                        (request, entity, context) -> request.setHeader("X-Trace", "7")))
            .withCustomizer(
                builder -> builder.setDefaultHeaders(List.of(new BasicHeader("X-Station", "a"))));
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT));
        HttpFixture http = new HttpFixture(settings, warning -> {})) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
      assertEquals(List.of("7"), server.sent("X-Trace"));
      assertEquals(List.of("a"), server.sent("X-Station"));
      assertEquals(List.of("station/1"), server.sent("User-Agent"));
    }
  }

  @Test
  void keepsWhatTransfersRelyOn() throws IOException {
    try (HttpFixture http =
        new HttpFixture(
            HttpSettings.DEFAULT.withCustomizer(HostProgramTest::breakAll), warning -> {})) {
      Location end = http.server.publish("/end", CONTENT);
      http.server.redirect("/start", 302, "/end");

      CollectingReceiver receiver = http.fetch(http.server.location("/start"));

      assertArrayEquals(CONTENT, receiver.bytes());
      assertEquals(end, receiver.head().location());
      assertEquals(2, http.server.requests().size());
      assertEquals(
          "identity", http.server.requests("/end").get(0).headers().get("accept-encoding"));
      assertTrue(http.server.requests("/end").get(0).header("Range").isEmpty());
      http.fetch(end, 8, "");
      assertEquals("bytes=8-", http.server.requests("/end").get(1).header("Range").orElse(""));
    }
  }

  private static void breakAll(HttpClientBuilder builder) {
    PoolingHttpClientConnectionManager closed = new PoolingHttpClientConnectionManager();
    closed.close();
    builder
        .setConnectionManager(closed)
        .setConnectionManagerShared(true)
        .setProxy(new HttpHost("127.0.0.1", 1))
        .setRoutePlanner((host, context) -> null)
        .setDefaultRequestConfig(RequestConfig.custom().setExpectContinueEnabled(true).build())
        .setDefaultHeaders(List.of(new BasicHeader(HttpHeaders.RANGE, "bytes=0-0")))
        .addRequestInterceptorLast(
            (request, entity, context) -> {
              request.setHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
              request.setHeader(HttpHeaders.RANGE, "bytes=1-1");
            });
  }

  @Test
  void interceptorsSeeNothingConfidential() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT))) {
      HttpSettings settings =
          HttpSettings.DEFAULT
              .withCredentials(
                  CredentialSettings.NONE.withHeader(
                      Origin.of(server.location("/").uri()), "X-Key", "s3cret"))
              .withCustomizer(
                  builder ->
                      builder.addRequestInterceptorLast(
                          (request, entity, context) -> seen.add(text(request))));
      try (HttpFixture http = new HttpFixture(settings, warning -> {})) {
        Location location = server.location("/a?sig=s3cret");
        http.fetch(new Location(UserInfo.with("puma:s3cret", location.uri())));
      }
      assertEquals(1, seen.size());
      assertFalse(seen.toString().contains("s3cret"), seen::toString);
      assertFalse(seen.toString().contains("Basic"), seen::toString);
      assertTrue(server.heads().get(0).startsWith("GET /a?sig=s3cret "));
      assertEquals(List.of("s3cret"), server.sent("X-Key"));
      assertEquals(List.of(Secrets.basic("puma:s3cret")), server.sent("Authorization"));
    }
  }

  private static String text(HttpRequest request) {
    return request.getRequestUri() + " " + List.of(request.getHeaders());
  }

  @Test
  void headersOfAnOriginStayThere() throws IOException {
    try (ScriptedServer other = new ScriptedServer(ScriptedServer.always(CONTENT));
        ScriptedServer server =
            new ScriptedServer(ScriptedServer.redirect(other.location("/b").uri().toString()))) {
      CredentialSettings credentials =
          CredentialSettings.NONE
              .withToken(Origin.of(server.location("/").uri()), "t0ken")
              .withHeader(Origin.of(server.location("/").uri()), "X-Key", "k3y");
      try (HttpFixture http =
          new HttpFixture(HttpSettings.DEFAULT.withCredentials(credentials), warning -> {})) {
        http.fetch(server.location("/a"));
        http.fetch(other.location("/c"));
      }
      assertEquals(List.of("Bearer t0ken"), server.sent("Authorization"));
      assertEquals(List.of("k3y"), server.sent("X-Key"));
      assertEquals(2, other.heads().size());
      assertEquals(List.of(), other.sent("Authorization"));
      assertEquals(List.of(), other.sent("X-Key"));
    }
  }

  @Test
  void aServerThatRepeatsAHeaderIsNotQuoted() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            client ->
                client.send(
                    "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain",
                    "wrong key k3y-of-origin".getBytes(StandardCharsets.UTF_8)))) {
      CredentialSettings credentials =
          CredentialSettings.NONE.withHeader(
              Origin.of(server.location("/").uri()), "X-Key", "k3y-of-origin");
      try (HttpFixture http =
          new HttpFixture(HttpSettings.DEFAULT.withCredentials(credentials), warning -> {})) {
        Failure failure = assertThrows(Failure.class, () -> http.fetch(server.location("/a")));
        assertTrue(String.valueOf(failure.getMessage()).contains("wrong key …"));
        assertFalse(Secrets.in(failure, "k3y-of-origin"));
      }
    }
  }

  @Test
  void trustsWhatTheContextOfTheHostTrusts(@TempDir Path temp) throws Exception {
    Certificates certificates = Certificates.make(temp);
    SSLContext context = trusting(certificates.certificate(Certificates.AUTHORITY));
    try (ScriptedServer good = server(certificates, Certificates.GOOD);
        ScriptedServer wrong = server(certificates, Certificates.WRONG_HOST);
        HttpFixture java = HttpFixture.with(TrustSettings.JAVA);
        HttpFixture host = HttpFixture.with(TrustSettings.JAVA.withContext(context))) {
      assertArrayEquals(CONTENT, host.fetch(good.location("/a")).bytes());
      assertEquals(
          Reason.UNTRUSTED,
          assertThrows(Failure.class, () -> java.fetch(good.location("/a"))).reason());
      assertEquals(
          Reason.UNTRUSTED,
          assertThrows(Failure.class, () -> host.fetch(wrong.location("/a"))).reason());
    }
  }

  private static ScriptedServer server(Certificates certificates, String alias) throws IOException {
    return ScriptedServer.secure(certificates, alias, ScriptedServer.always(CONTENT));
  }

  private static SSLContext trusting(String pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
