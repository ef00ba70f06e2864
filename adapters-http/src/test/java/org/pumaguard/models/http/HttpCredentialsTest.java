package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.http.auth.UserInfo;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;

/** Credentials that servers receive, in particular after redirects. */
class HttpCredentialsTest {

  private static final String NETRC = "machine 127.0.0.1 login puma password netrc\n";

  @TempDir private Path temp;
  private final ScriptedServer end = new ScriptedServer(ScriptedServer.always(new byte[3]));
  private HttpFixture http = HttpFixture.patient();

  HttpCredentialsTest() throws IOException {}

  @BeforeEach
  void readNetrc() throws IOException {
    http = http(Optional.empty(), NETRC);
  }

  @AfterEach
  void close() throws IOException {
    http.close();
    end.close();
  }

  @Test
  void sendsTheCredentialsOfTheUrl() throws IOException {
    CollectingReceiver receiver = http.fetch(with("u:p", end.location("/a")));

    assertEquals(List.of(Secrets.basic("u:p")), end.sent("Authorization"));
    assertTrue(end.heads().get(0).startsWith("GET /a HTTP"));
    assertFalse(receiver.head().location().toString().contains("u:p"));
  }

  @Test
  void sendsThemAgainAfterARedirectOfTheSameServer() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            client ->
                (client.head().startsWith("GET /old")
                        ? ScriptedServer.redirect("/new")
                        : ScriptedServer.always(new byte[3]))
                    .respond(client))) {
      http.fetch(with("u:p", server.location("/old")));

      assertEquals(
          List.of(Secrets.basic("u:p"), Secrets.basic("u:p")), server.sent("Authorization"));
    }
  }

  @Test
  void sendsNothingToAnotherServer() throws IOException {
    try (ScriptedServer server = redirect(end.location("/a"))) {
      http.fetch(with("u:p", server.location("/old")));
      http.fetch(server.location("/old"));

      assertEquals(
          List.of(Secrets.basic("u:p"), Secrets.basic("puma:netrc")), server.sent("Authorization"));
    }
    assertEquals(2, end.heads().size());
    assertEquals(List.of(), end.sent("Authorization"));
  }

  @Test
  void sendsNothingAfterAnotherServerRedirectsBack() throws IOException {
    try (ScriptedServer first =
            new ScriptedServer(
                client ->
                    (client.head().startsWith("GET /old")
                            ? ScriptedServer.redirect(end.location("/away").toString())
                            : ScriptedServer.always(new byte[3]))
                        .respond(client));
        ScriptedServer other = redirect(first.location("/new"));
        ScriptedServer start = redirectAs("localhost", other);
        HttpFixture both =
            http(Optional.of(CredentialSettings.Token.parse("t0ken", "localhost")), NETRC)) {
      both.fetch(as("localhost", start.location("/old")));

      assertEquals(List.of("Bearer t0ken"), start.sent("Authorization"));
      assertEquals(List.of(), other.sent("Authorization"));
      assertEquals(List.of(), first.sent("Authorization"));
    }
  }

  @Test
  void ignoresCredentialsInALocationHeader() throws IOException {
    try (ScriptedServer server = redirect(with("evil:evil", end.location("/a")));
        HttpFixture anonymous = HttpFixture.patient()) {
      CollectingReceiver receiver = anonymous.fetch(server.location("/old"));

      assertEquals(end.location("/a"), receiver.head().location());
    }
    assertEquals(List.of(), end.sent("Authorization"));
  }

  @Test
  void sendsTheTokenToItsHostOnly() throws IOException {
    String host = end.authority();
    try (ScriptedServer server = redirect(end.location("/a"));
        HttpFixture tokened =
            http(Optional.of(CredentialSettings.Token.parse("t0ken", host)), "")) {
      tokened.fetch(server.location("/old"));
      tokened.fetch(end.location("/a"));

      assertEquals(List.of(), server.sent("Authorization"));
    }
    assertEquals(List.of("Bearer t0ken"), end.sent("Authorization"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://u:s3cret@x.example/a?X-Amz-Signature=s3cret",
        "http://u:s3cret@[/a?X-Amz-Signature=s3cret",
        "http:///a?X-Amz-Signature=s3cret",
        "http://%/?s3cret",
        "http://u:s3cret@127.0.0.1:1/a?X-Amz-Signature=s3cret"
      })
  void masksSecretsOfARedirect(String target) throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.redirect(target))) {
      Failure failure =
          assertThrows(Failure.class, () -> http.fetch(with("u:s3cret", server.location("/a"))));

      assertFalse(Secrets.in(failure, "s3cret"), () -> String.valueOf(failure.getMessage()));
      assertFalse(failure.location().toString().contains("s3cret"));
    }
  }

  private HttpFixture http(Optional<CredentialSettings.Token> token, String netrc)
      throws IOException {
    Path file = Files.writeString(Files.createTempFile(temp, "netrc", ""), netrc);
    return HttpFixture.with(
        ProxySettings.NONE, TrustSettings.JAVA, new CredentialSettings(token, Optional.of(file)));
  }

  private static ScriptedServer redirect(Location target) throws IOException {
    return new ScriptedServer(ScriptedServer.redirect(target.uri().toString()));
  }

  private static ScriptedServer redirectAs(String host, ScriptedServer target) throws IOException {
    return redirect(as(host, target.location("/old")));
  }

  private static Location as(String host, Location location) {
    return new Location(URI.create(location.uri().toString().replace("127.0.0.1", host)));
  }

  private static Location with(String userInfo, Location location) {
    return new Location(UserInfo.with(userInfo, location.uri()));
  }
}
