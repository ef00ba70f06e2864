package org.pumaguard.models.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.settings.ProxySettings;

/** A real SOCKS proxy with user and password. */
class MicrosocksTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);
  private static final Path PROGRAM = Path.of("/usr/bin/microsocks");

  private int port;
  private Optional<Process> running = Optional.empty();

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(PROGRAM), "microsocks is not installed");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                List.of(
                    PROGRAM.toString(),
                    "-i",
                    "127.0.0.1",
                    "-p",
                    "" + port,
                    "-u",
                    "puma@den",
                    "-P",
                    "s3:cret"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    running = Optional.of(process);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!isListening()) {
      assertTrue(process.isAlive() && System.nanoTime() < end, "microsocks does not start");
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (running.isPresent()) {
      running.get().destroy();
      running.get().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5", "socks5h", "SOCKS5H"})
  void fetchesThroughTheProxy(String scheme) throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT));
        HttpFixture http = HttpFixture.with(proxies(scheme + "://puma%40den:s3%3Acret@"))) {
      assertArrayEquals(CONTENT, http.fetch(server.location("/a")).bytes());
    }
  }

  @Test
  void reportsAServerThatCannotBeReached() throws IOException {
    try (HttpFixture http = HttpFixture.with(proxies("socks5h://puma%40den:s3%3Acret@"))) {
      ScriptedServer gone = new ScriptedServer(ScriptedServer.always(CONTENT));
      gone.close();

      Failure failure = assertThrows(Failure.class, () -> http.fetch(gone.location("/a")));

      assertEquals(Reason.UNREACHABLE, failure.reason());
      assertEquals(
          "the proxy socks5h://127.0.0.1:" + port + " could not connect: connection refused",
          failure.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5h://puma:wr0ng@", "socks5h://"})
  void reportsARejectedLogin(String address) throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.always(CONTENT));
        HttpFixture http = HttpFixture.with(proxies(address))) {
      Failure failure = assertThrows(Failure.class, () -> http.fetch(server.location("/a")));

      assertEquals(Reason.FORBIDDEN, failure.reason(), failure::toString);
      assertTrue(String.valueOf(failure.getMessage()).contains("ALL_PROXY"), failure::toString);
      assertFalse(failure.toString().contains("wr0ng"), failure::toString);
      assertEquals(List.of(), server.heads());
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private ProxySettings proxies(String start) {
    Optional<ProxySettings.Named> named =
        Optional.of(new ProxySettings.Named("ALL_PROXY", start + "127.0.0.1:" + port));
    return new ProxySettings(named, named, "");
  }
}
