package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.domain.port.Fetcher.Route;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;

class HttpInspectionTest {

  private final HttpFixture http = HttpFixture.patient();

  HttpInspectionTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @Test
  void reportsAllHopsAndTheLength() throws Exception {
    Location file = http.server.publish("/file", new byte[] {1, 2, 3});
    Location second = http.server.redirect("/second", 302, "/file");
    Location first = http.server.redirect("/first", 301, "/second");

    Route route = inspect(http, first);

    assertEquals(List.of(first, second, file), route.hops());
    assertEquals(OptionalLong.of(3), route.total());
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), route.beginning());
    assertEquals(Optional.empty(), route.network().proxy());
    assertEquals(Optional.empty(), route.network().issuer());
    assertEquals(List.of(), route.network().silent());
    assertTrue(http.server.requests().stream().allMatch(request -> request.method().equals("GET")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void reportsTheLengthOfAnyFile(int length) throws Exception {
    Location file = http.server.publish("/file", new byte[length]);

    assertEquals(OptionalLong.of(length), inspect(http, file).total());
  }

  @Test
  void stopsReadingAnEndlessBody() throws Exception {
    Location file = http.server.publish("/file", new byte[1]);
    http.server.failAlways("/file", Fault.ENDLESS);

    assertEquals(OptionalLong.empty(), Caller.of(() -> inspect(http, file)).result().total());
  }

  @Test
  void reportsTheProxyWithoutCredentialsAndTheIssuer(@TempDir Path temp) throws Exception {
    Certificates certificates = Certificates.make(temp);
    try (ScriptedServer server =
            ScriptedServer.secure(
                certificates, Certificates.GOOD, ScriptedServer.always(new byte[3]));
        ScriptedServer proxy = new ScriptedServer(TunnelProxy::forward);
        HttpFixture proxied =
            HttpFixture.with(
                new ProxySettings(
                    Optional.empty(),
                    Optional.of(new ProxySettings.Named("ALL_PROXY", "u:p@" + proxy.authority())),
                    ""),
                TrustSettings.parse("ca.pem", certificates.certificate(Certificates.AUTHORITY)),
                CredentialSettings.NONE)) {
      Route route = inspect(proxied, server.location("/a"));

      assertEquals(Optional.of("http://" + proxy.authority()), route.network().proxy());
      assertEquals(Optional.of("CN=Test Authority,O=Pumas"), route.network().issuer());
      assertEquals(List.of(server.location("/a")), route.hops());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Date: Mon, 30 Nov 2026 04:13:23 GMT | 2026-11-30T04:13:23Z",
        "date: Monday, 30-Nov-26 04:13:23 GMT | 2026-11-30T04:13:23Z",
        "Date: Mon, 30 Nov 2026 04:13:23 GMT; Age: 3600 | 2026-11-30T05:13:23Z",
        "Date: Mon, 30 Nov 2026 04:13:23 GMT; Age: -1 | 2026-11-30T04:13:23Z",
        "Date: yesterday | unknown",
        "Age: 5 | unknown"
      })
  void tellsTheTimeOfTheServer(String headers, String time) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            client ->
                client.send("HTTP/1.1 200 OK\r\n" + headers.replace("; ", "\r\n"), new byte[1]))) {
      assertEquals(
          time,
          inspect(http, server.location("/a"))
              .network()
              .time()
              .map(Instant::toString)
              .orElse("unknown"));
    }
  }

  @Test
  void failsLikeAFetch() {
    Location absent = http.server.location("/absent");

    Failure failure = assertThrows(Failure.class, () -> inspect(http, absent));

    assertEquals(Reason.NOT_FOUND, failure.reason());
    assertEquals(absent, failure.location());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http:opaque", "https:/no-host", "http://under_score!:80:80/"})
  void refusesAUrlWithoutAHost(String address) {
    Location nowhere = new Location(URI.create(address));

    assertEquals(
        Reason.REFUSED, assertThrows(Failure.class, () -> inspect(http, nowhere)).reason());
    assertEquals(Reason.REFUSED, assertThrows(Failure.class, () -> http.fetch(nowhere)).reason());
  }

  @Test
  void sendsNothingIfCancelled() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    Location file = http.server.publish("/file", new byte[1]);

    assertThrows(CancellationException.class, () -> http.fetcher().inspect(file, cancellation));
    assertEquals(List.of(), http.server.requests());
  }

  private static Route inspect(HttpFixture http, Location location) throws Failure {
    return http.fetcher().inspect(location, new Cancellation());
  }
}
