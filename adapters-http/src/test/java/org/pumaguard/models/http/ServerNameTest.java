package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Caller;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.http.settings.HttpSettings;

/** The server name of the TLS handshake. The certificate is not trusted, but requested. */
class ServerNameTest {

  @TempDir private static Path temp;
  private static Optional<Certificates> made = Optional.empty();

  @BeforeAll
  static void makeCertificates() throws IOException {
    made = Optional.of(Certificates.make(temp));
  }

  @ParameterizedTest
  @CsvSource({
    "station, station",
    "localhost, localhost",
    "models.example, models.example",
    "models.example., models.example",
    "bücher.example, xn--bcher-kva.example",
    "127.0.0.1, ''",
    "[::1], ''"
  })
  void isSentForEveryName(String host, String sent) throws Exception {
    List<String> names = new CopyOnWriteArrayList<>();
    try (SSLServerSocket listener =
            (SSLServerSocket) made.orElseThrow().serverSocket(Certificates.GOOD);
        HttpConnections connections =
            new HttpConnections(
                new HttpSettings(Duration.ofSeconds(30), 1, "test"),
                name -> new InetAddress[] {InetAddress.getLoopbackAddress()})) {
      SSLParameters parameters = listener.getSSLParameters();
      parameters.setSNIMatchers(List.of(new Recorder(names)));
      listener.setSSLParameters(parameters);
      Caller<Integer> server =
          Caller.of(
              () -> {
                try (var client = listener.accept()) {
                  return client.getInputStream().read();
                } catch (IOException e) {
                  return -1;
                }
              });
      URI uri = URI.create("https://" + host + ":" + listener.getLocalPort() + "/a");

      assertThrows(
          Failure.class,
          () ->
              new HttpFetcher(connections, warning -> {})
                  .fetch(
                      Request.whole(new Location(uri)),
                      new CollectingReceiver(),
                      new Cancellation()));

      assertEquals(-1, server.result());
      assertEquals(sent, String.join(" ", names));
    }
  }

  private static final class Recorder extends SNIMatcher {

    private final List<String> names;

    Recorder(List<String> names) {
      super(0);
      this.names = names;
    }

    @Override
    public boolean matches(SNIServerName name) {
      names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII));
      return true;
    }
  }
}
