package org.pumaguard.models.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.http.auth.UserInfo;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.Origin;
import org.pumaguard.models.http.settings.ProxySettings;

/** Fetches with secrets of every kind, in a process that logs everything. */
final class LoggedFetches {

  /** A part of each secret and of each body. */
  static final String SECRET = "s3cret";

  /** A directory of the URLs, which may be logged. */
  static final String PUBLIC = "public-directory";

  private LoggedFetches() {}

  /**
   * Fetches, and prints what servers received on standard output.
   *
   * @param arguments a directory for the netrc file
   */
  public static void main(String[] arguments) throws IOException {
    Path netrc =
        Files.writeString(
            Path.of(arguments[0], "netrc"), "machine 127.0.0.1 login puma password s3cret-netrc\n");
    try (ScriptedServer end = new ScriptedServer(LoggedFetches::respond);
        ScriptedServer start =
            new ScriptedServer(
                client ->
                    client.send(
                        "HTTP/1.1 302 Found\r\nSet-Cookie: session=s3cret-cookie\r\nLocation: "
                            + end.location("/" + PUBLIC + "/a?X-Amz-Signature=s3cret-signature")
                                .uri(),
                        new byte[0]));
        ScriptedServer proxy = new ScriptedServer(LoggedFetches::respond)) {
      CredentialSettings credentials = CredentialSettings.NONE.withNetrc(netrc);
      Origin origin = Origin.of(end.location("/").uri());
      HttpSettings settings =
          HttpSettings.DEFAULT.withTimeout(Duration.ofSeconds(20)).withUserAgent("test");
      Location signed = end.location("/" + PUBLIC + "/b?sig=s3cret-query&x=%7Bs3cret%7D");
      fetch(settings.withCredentials(credentials), signed, start.location("/" + PUBLIC));
      fetch(
          settings.withCredentials(
              credentials
                  .withToken(origin, "s3cret-token")
                  .withHeader(origin, "X-Key", "s3cret-header")),
          end.location("/" + PUBLIC + "/c"),
          end.location("/" + PUBLIC + "/refused?sig=s3cret-refused"));
      fetch(settings, new Location(UserInfo.with("puma:s3cret-url", signed.uri())));
      fetch(
          settings.withProxies(ProxySettings.of("http://puma:s3cret-proxy@" + proxy.authority())),
          end.location("/" + PUBLIC + "/d?sig=s3cret-proxied"),
          new Location(URI.create("https://tunnel.example/" + PUBLIC + "?sig=s3cret-tunnel")));
      for (ScriptedServer server : List.of(start, end, proxy)) {
        server.heads().forEach(System.out::println);
      }
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // The trace is part of what must hold no secret.
  private static void fetch(HttpSettings settings, Location... locations) {
    try (HttpConnections connections = new HttpConnections(settings)) {
      Fetcher fetcher = new HttpFetcher(connections, System.err::println);
      for (Location location : locations) {
        try {
          fetcher.fetch(
              Fetcher.Request.whole(location), new CollectingReceiver(), new Cancellation());
        } catch (IOException e) {
          e.printStackTrace();
        }
      }
    }
  }

  private static void respond(ScriptedServer.Client client) throws IOException {
    byte[] body = "the body is s3cret too".getBytes(StandardCharsets.UTF_8);
    if (client.head().contains("/refused")) {
      client.send(
          "HTTP/1.1 403 Forbidden\r\nX-Echo: s3cret-echo\r\nContent-Type: text/plain",
          client.head().getBytes(StandardCharsets.UTF_8));
    } else {
      client.send("HTTP/1.1 200 OK\r\nSet-Cookie: other=s3cret-cookie", body);
    }
  }
}
