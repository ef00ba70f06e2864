package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;

/** Cookies within a chain of redirects, and chains that start again. */
class RedirectStateTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);
  private static final String OK = "HTTP/1.1 200 OK";

  private final HttpFixture http = new HttpFixture(Duration.ofSeconds(30), 4);

  RedirectStateTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    http.close();
  }

  @Test
  void followsARedirectToTheSameAddressWithItsCookie() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            client -> {
              if (client.head().contains("\r\nCookie: seen=1; puma=\"a b\"\r\n")) {
                client.send(OK, CONTENT);
              } else {
                client.send(
                    redirect("/a?x")
                        + "\r\nSet-Cookie: seen=1; HttpOnly; SameSite=Lax"
                        + "\r\nSet-Cookie: puma=\"a b\"; Path=/; Max-Age=60",
                    new byte[0]);
              }
            })) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a?x")).bytes());
      assertEquals(2, server.heads().size());

      http.fetch(server.location("/a?x"));

      assertFalse(server.heads().get(2).contains("Cookie"), "a new chain has no cookies");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a=1; Path=/elsewhere, false",
    "a=1; Path=/file, true",
    "a=1; Path=/fil, false",
    "a=1; Secure, false",
    "a=1; Max-Age=0, false",
    "a, false",
    "=1, false",
    "a=1; Domain=other.example, true"
  })
  void sendsACookieAsItsAttributesState(String cookie, boolean isSent) throws IOException {
    try (ScriptedServer server = settingCookie(cookie, "/file/x")) {
      http.fetch(server.location("/a"));

      assertEquals(isSent, server.heads().get(1).contains("\r\nCookie: a=1\r\n"));
    }
  }

  @Test
  void keepsACookieFromOtherHosts() throws IOException {
    try (ScriptedServer other = new ScriptedServer(ScriptedServer.always(CONTENT))) {
      String elsewhere = other.location("/file").uri().toString().replace("127.0.0.1", "localhost");
      try (ScriptedServer server = settingCookie("a=1; Domain=localhost", elsewhere)) {
        assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());

        assertFalse(other.heads().get(0).contains("Cookie"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 410})
  void asksTheOriginForANewAddressIfTheTargetRefuses(int status) throws IOException {
    try (ScriptedServer server = signing(status, 1)) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
      assertEquals(List.of("/a", "/signed?1", "/a", "/signed?2"), paths(server));
    }
  }

  @Test
  void asksTheOriginOnceOnly() throws IOException {
    try (ScriptedServer server = signing(403, 9)) {
      Failure failure = assertThrows(Failure.class, () -> http.fetch(server.location("/a")));

      assertEquals(Reason.FORBIDDEN, failure.reason());
      assertEquals(List.of("/a", "/signed?1", "/a", "/signed?2"), paths(server));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 500, 503})
  void doesNotAskTheOriginAfterOtherFailures(int status) throws IOException {
    try (ScriptedServer server = signing(status, 9)) {
      assertThrows(Failure.class, () -> http.fetch(server.location("/a")));

      assertEquals(List.of("/a", "/signed?1"), paths(server));
    }
  }

  @Test
  void doesNotRepeatARequestThatWasNotRedirected() throws IOException {
    Location missing = http.server.location("/missing");

    assertThrows(Failure.class, () -> http.fetch(missing));

    assertEquals(1, http.server.requests().size());
  }

  /** Redirects to signatures, the first of which are refused. */
  private static ScriptedServer signing(int status, int refused) throws IOException {
    int[] signatures = {0};
    return new ScriptedServer(
        client -> {
          String path = path(client.head());
          if (path.equals("/a")) {
            client.send(redirect("/signed?" + ++signatures[0]), new byte[0]);
          } else if (signatures[0] <= refused) {
            client.send("HTTP/1.1 " + status + " No", new byte[0]);
          } else {
            client.send(OK, CONTENT);
          }
        });
  }

  private static ScriptedServer settingCookie(String cookie, String target) throws IOException {
    return new ScriptedServer(
        client -> {
          if (path(client.head()).equals("/a")) {
            client.send(redirect(target) + "\r\nSet-Cookie: " + cookie, new byte[0]);
          } else {
            client.send(OK, CONTENT);
          }
        });
  }

  private static String redirect(String target) {
    return "HTTP/1.1 302 Found\r\nLocation: " + target;
  }

  private static List<String> paths(ScriptedServer server) {
    assertTrue(server.heads().size() > 0);
    return server.heads().stream().map(RedirectStateTest::path).toList();
  }

  private static String path(String head) {
    return head.split(" ", 3)[1];
  }
}
