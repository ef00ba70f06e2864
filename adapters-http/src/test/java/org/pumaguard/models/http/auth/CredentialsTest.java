package org.pumaguard.models.http.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.http.Secrets;
import org.pumaguard.models.http.proxy.ProxyServer;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.Origin;

/** Which server receives which credentials. */
class CredentialsTest {

  private static final String FILE =
      """
      machine net.example login puma password netrc
      machine net.example login lion password other
      machine token.example login puma password netrc
      machine 127.0.0.1 login puma password netrc
      machine ::1 login puma password netrc
      """;

  private final List<String> warnings = new ArrayList<>();
  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({
    // From the URL.
    "https://u:p@any.example/a, Basic u:p",
    "https://u:p%40:@any.example/a, Basic u:p@:",
    "https://u@any.example/a, Basic u:",
    "https://@any.example/a, ",
    "https://any.example/a, ",
    "https://u:p@token.example/a, Basic u:p",
    "https://u:p@net.example/a, Basic u:p",
    "https://lion@net.example/a, Basic lion:other",
    "https://u@net.example/a, Basic u:",
    // From the token.
    "https://token.example/a, Bearer t0ken",
    "https://TOKEN.example:8443/a, Bearer t0ken",
    "https://sub.token.example/a, ",
    "https://nottoken.example/a, ",
    // From netrc.
    "https://net.example/a, Basic puma:netrc",
    "https://net.example:8443/a, Basic puma:netrc",
    "https://sub.net.example/a, ",
    // Over an unencrypted connection.
    "http://u:p@any.example/a, ",
    "http://token.example/a, ",
    "http://net.example/a, ",
    "http://u:p@127.0.0.1/a, Basic u:p",
    "http://127.0.0.1:8080/a, Basic puma:netrc",
    "http://[::1]:8080/a, Basic puma:netrc",
    "http://127.0.0.1.example/a, "
  })
  void selectsCredentialsByUrl(String address, String expected) throws IOException {
    assertEquals(header(expected), credentials(FILE).authorization(location(address), false, true));
  }

  @ParameterizedTest
  @CsvSource({
    "https://u:p@any.example/a, Basic u:p",
    "https://lion@net.example/a, Basic lion:",
    "https://token.example/a, ",
    "https://net.example/a, "
  })
  void usesOnlyTheUrlAfterARedirectToAnotherServer(String address, String expected)
      throws IOException {
    assertEquals(header(expected), credentials(FILE).authorization(location(address), true, true));
  }

  @ParameterizedTest
  @CsvSource({
    "http://u:p@127.0.0.1/a, proxy.example, ",
    "http://u:p@127.0.0.1/a, 127.0.0.1, Basic u:p",
    "http://u:p@127.0.0.1/a, localhost, Basic u:p",
    "https://u:p@any.example/a, proxy.example, Basic u:p"
  })
  void treatsLoopbackBehindARemoteProxyAsRemote(String address, String proxy, String expected)
      throws IOException {
    Optional<ProxyServer> server =
        Optional.of(
            new ProxyServer(ProxyServer.Kind.HTTP, "HTTP_PROXY", proxy, 8080, Optional.empty()));

    assertEquals(
        header(expected),
        credentials(FILE)
            .authorization(
                location(address), false, server.map(ProxyServer::isLoopback).orElse(true)));
  }

  @ParameterizedTest
  @CsvSource({
    "token.example:8443, https://token.example:8443/a, true",
    "token.example:8443, https://token.example/a, false",
    "token.example:443, https://token.example/a, true",
    "Token.Example, https://token.example/a, true",
    "127.0.0.1, http://127.0.0.1:8080/a, true",
    "[::1]:8080, http://[::1]:8080/a, true",
    "[::1]:8080, http://[::1]:8081/a, false",
    "::1, http://[::1]:8081/a, true"
  })
  void sendsTheTokenToItsHostAndPort(String host, String address, boolean isSent) {
    Credentials credentials =
        new Credentials(
            new CredentialSettings(
                Optional.of(CredentialSettings.Token.parse(" t0ken\n", host)), Optional.empty()),
            warnings::add);

    assertEquals(isSent, credentials.authorization(location(address), false, true).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "https://origin.example/a, k3y, Bearer own",
    "https://ORIGIN.example:443/a, k3y, Bearer own",
    "https://u:p@origin.example/a, k3y, Basic u:p",
    "https://origin.example:8443/a, , ",
    "https://sub.origin.example/a, , ",
    "http://origin.example/a, , ",
    "https://token.example/a, , Bearer t0ken",
    "http://127.0.0.1:8080/a, local, Basic puma:netrc"
  })
  void sendsHeadersToTheirOrigin(String address, String key, String authorization)
      throws IOException {
    Credentials credentials = credentialsWithHeaders();

    assertEquals(Optional.ofNullable(key), key(credentials, address, false, true));
    assertEquals(header(authorization), credentials.authorization(location(address), false, true));
  }

  @Test
  void sendsNoHeadersAfterARedirectOrThroughARemoteProxy() throws IOException {
    Credentials credentials = credentialsWithHeaders();

    assertEquals(Optional.empty(), key(credentials, "https://origin.example/a", true, true));
    assertEquals(Optional.empty(), key(credentials, "http://127.0.0.1:8080/a", false, false));
    assertEquals(
        Optional.empty(),
        credentials.authorization(location("https://origin.example/a"), true, true));
  }

  private Credentials credentialsWithHeaders() throws IOException {
    Origin origin = Origin.parse("https://origin.example");
    return new Credentials(
        settings(Files.writeString(temp.resolve("netrc"), FILE))
            .withToken(origin, "own")
            .withHeader(origin, "X-Key", "k3y")
            .withHeader(Origin.parse("http://127.0.0.1:8080"), "X-Key", "local"),
        warnings::add);
  }

  private static Optional<String> key(
      Credentials credentials, String address, boolean leftServer, boolean isProxyLocal) {
    return credentials.headers(location(address), leftServer, isProxyLocal).stream()
        .map(header -> header.value())
        .findFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "'', a.example",
    "s3cret s3cret, a.example",
    "s3crét, a.example",
    "'s3cret\nX-More: s3cret', a.example",
    "t0ken, ''",
    "t0ken, https://s3cret/",
    "t0ken, s3cret@host",
    "t0ken, s3cret host",
    "t0ken, s3cret:port"
  })
  void refusesAnInvalidTokenOrHostAndMasksIt(String token, String host) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> CredentialSettings.Token.parse(token, host));

    assertFalse(Secrets.in(refusal, "s3cr"));
  }

  @Test
  void readsNetrcOnceAndWarnsOfTheFirstProblem() throws IOException {
    Credentials credentials = credentials(FILE + "machine x login y password s3cret s3cret\n");

    for (int i = 0; i < 3; i++) {
      credentials.authorization(location("https://net.example/a"), false, true);
    }

    assertEquals(1, warnings.size());
    assertEquals(temp.resolve("netrc") + ": line 6: unexpected word", warnings.get(0));
  }

  @Test
  void acceptsAMissingNetrc() {
    Credentials credentials = credentialsFrom(temp.resolve("absent"));

    assertEquals(
        Optional.empty(),
        credentials.authorization(location("https://net.example/a"), false, true));
    assertEquals(List.of(), warnings);
  }

  @Test
  void warnsOfAnUnreadableNetrc() {
    Credentials credentials = credentialsFrom(temp);

    assertEquals(
        Optional.empty(),
        credentials.authorization(location("https://net.example/a"), false, true));
    assertEquals(1, warnings.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://net.example/", "https://u:p@net.example/", "https://token.example/"})
  void doesNotReadNetrcIfNotNeeded(String address) {
    credentialsFrom(temp).authorization(location(address), false, true);

    assertEquals(List.of(), warnings);
  }

  @Test
  void masksTheToken() {
    CredentialSettings.Token token = CredentialSettings.Token.parse("s3cret", "a.example");

    assertEquals("token for a.example", token.toString());
  }

  private Credentials credentials(String netrc) throws IOException {
    return credentialsFrom(Files.writeString(temp.resolve("netrc"), netrc));
  }

  private Credentials credentialsFrom(Path netrc) {
    return new Credentials(settings(netrc), warnings::add);
  }

  private static CredentialSettings settings(Path netrc) {
    return new CredentialSettings(
        Optional.of(CredentialSettings.Token.parse("t0ken", "token.example")), Optional.of(netrc));
  }

  private static Optional<String> header(String expected) {
    return Optional.ofNullable(expected)
        .map(
            text ->
                text.startsWith("Basic ")
                    ? Secrets.basic(text.substring("Basic ".length()))
                    : text);
  }

  private static Location location(String address) {
    return new Location(URI.create(address));
  }
}
