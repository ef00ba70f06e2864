package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.junit.jupiter.api.AfterEach;
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
import org.pumaguard.models.http.settings.HttpSettings;

class HttpRedirectTest {

  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  private final HttpFixture http = HttpFixture.patient();
  private final Location target = http.server.publish("/files/a", CONTENT);

  HttpRedirectTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsARedirectAndReportsItsTarget(int status) throws IOException {
    Location from = http.server.redirect("/moved", status, target.uri().toString());

    CollectingReceiver receiver = http.fetch(from);

    assertArrayEquals(CONTENT, receiver.bytes());
    assertEquals(target, receiver.head().location());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/files/a", "../files/a", "a?moved", "//127.0.0.1:PORT/files/a"})
  void resolvesARelativeTarget(String relative) throws IOException {
    http.server.publish("/files/a?moved", CONTENT);
    String port = String.valueOf(target.uri().getPort());
    Location from = http.server.redirect("/files/moved", 302, relative.replace("PORT", port));

    assertArrayEquals(CONTENT, http.fetch(from).bytes());
  }

  @ParameterizedTest
  @CsvSource({
    "/files/mountain lion, /files/mountain%20lion",
    "/files/lÃ¶we?a={b}|c, /files/l%C3%B6we?a=%7Bb%7D%7Cc",
    "/files/100%25, /files/100%25",
    "/files/100%, /files/100%25",
    "/files/puma [v2].pt, /files/puma%20%5Bv2%5D.pt",
    "/files/a?f=50%&s=%41&x=[1], /files/a?f=50%25&s=%41&x=%5B1%5D",
    "?f=50%, /moved?f=50%25",
    "/files/%zz%, /files/%25zz%25"
  })
  void encodesIllegalCharactersOfATarget(String sent, String path) throws IOException {
    http.server.publish(path, CONTENT);

    assertArrayEquals(CONTENT, http.fetch(http.server.redirect("/moved", 302, sent)).bytes());
  }

  @Test
  void followsTwentyRedirects() throws IOException {
    for (int i = 0; i < 20; i++) {
      http.server.redirect("/" + i, 302, i == 19 ? "/files/a" : "/" + (i + 1));
    }

    assertArrayEquals(CONTENT, http.fetch(http.server.location("/0")).bytes());
  }

  @Test
  void followsAChainOfRedirects() throws IOException {
    http.server.redirect("/third", 307, "/files/a");
    http.server.redirect("/second", 302, "/third");
    Location first = http.server.redirect("/first", 301, "/second");

    assertEquals(target, http.fetch(first).head().location());
    assertEquals(List.of("/first", "/second", "/third", "/files/a"), paths());
  }

  @Test
  void requestsTheSameRangeAtTheTarget() throws IOException {
    Location from = http.server.redirect("/moved", 302, "/files/a");

    CollectingReceiver receiver = http.fetch(from, 4, FaultyServer.tagOf(CONTENT));

    assertArrayEquals(Arrays.copyOfRange(CONTENT, 4, 10), receiver.bytes());
    assertEquals(
        Optional.of(FaultyServer.tagOf(CONTENT)), http.server.requests().get(1).header("If-Range"));
  }

  @Test
  void namesTheTargetThatFailed() {
    Location from = http.server.redirect("/moved", 302, "/gone");

    Failure failure = assertThrows(Failure.class, () -> http.fetch(from));

    assertEquals(Reason.NOT_FOUND, failure.reason());
    assertEquals(http.server.location("/gone"), failure.location());
  }

  @Test
  void refusesARedirectLoop() {
    http.server.redirect("/there", 302, "/here");
    Location here = http.server.redirect("/here", 302, "/there");

    Failure failure = refusal(here);

    assertEquals(Reason.REFUSED, failure.reason());
    assertEquals("too many redirects (20)", failure.getMessage());
  }

  @Test
  void refusesTooManyRedirects() {
    for (int i = 0; i < 50; i++) {
      http.server.redirect("/" + i, 302, "/" + (i + 1));
    }

    Failure failure = refusal(http.server.location("/0"));

    assertEquals(Reason.REFUSED, failure.reason());
    assertEquals("too many redirects (20)", failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://[", "ht!tp://x/", "ftp://127.0.0.1/a", "file:///etc/passwd", "data:,x"})
  void refusesAnUnsupportedTarget(String address) {
    assertEquals(Reason.REFUSED, refusal(http.server.redirect("/moved", 302, address)).reason());
  }

  @Test
  void refusesARedirectWithoutALocation() {
    Location from = http.server.publish("/moved", CONTENT);
    http.server.failAlways("/moved", Fault.status(302));

    Failure failure = refusal(from);

    assertEquals(Reason.REFUSED, failure.reason());
    assertEquals("redirect without a Location header", failure.getMessage());
  }

  @Test
  void refusesARedirectFromHttpsToHttp() throws IOException {
    List<URI> requested = new ArrayList<>();
    try (CloseableHttpClient client = redirecting("http://example.org/a", requested)) {
      Location secure = new Location(URI.create("https://example.org/a"));

      Failure failure =
          assertThrows(
              Failure.class,
              () ->
                  new HttpFetcher(new HttpConnections(HttpSettings.DEFAULT, client), warning -> {})
                      .fetch(Request.whole(secure), new CollectingReceiver(), new Cancellation()));

      assertEquals(Reason.REFUSED, failure.reason());
      assertEquals(List.of(secure.uri()), requested);
    }
  }

  /** A client that redirects every request without a connection. */
  private static CloseableHttpClient redirecting(String target, List<URI> requested) {
    return HttpClientBuilder.create()
        .disableRedirectHandling()
        .addExecInterceptorFirst(
            "canned",
            (request, scope, chain) -> {
              try {
                requested.add(request.getUri());
              } catch (URISyntaxException e) {
                throw new IOException(e);
              }
              BasicClassicHttpResponse response = new BasicClassicHttpResponse(302, "Found");
              response.addHeader("Location", target);
              return response;
            })
        .build();
  }

  private Failure refusal(Location from) {
    return assertThrows(Failure.class, () -> http.fetch(from));
  }

  private List<String> paths() {
    return http.server.requests().stream().map(FaultyServer.Request::path).toList();
  }
}
