package org.pumaguard.models.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real proxy on loopback, which wants a name and a password and logs what it is asked. Tests skip
 * where there is none.
 */
final class Tinyproxy implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/tinyproxy");

  private final Path log;
  private final int port;
  private final Process process;

  private Tinyproxy(Path log, int port, Process process) {
    this.log = log;
    this.port = port;
    this.process = process;
  }

  /** Starts one; its own files go into a work folder. */
  static Tinyproxy start(Path work, String name, String password) {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "tinyproxy is not installed");
    try {
      Files.createDirectories(work);
      Path log = work.resolve("tinyproxy.log");
      int port;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      Path configuration =
          Files.writeString(
              work.resolve("tinyproxy.conf"),
              """
              Port %d
              Listen 127.0.0.1
              Allow 127.0.0.1
              BasicAuth %s %s
              LogFile "%s"
              LogLevel Info
              PidFile "%s/tinyproxy.pid"
              """
                  .formatted(port, name, password, log, work));
      Process process =
          new ProcessBuilder(PROGRAM.toString(), "-d", "-c", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("tinyproxy.txt").toFile())
              .start();
      Tinyproxy proxy = new Tinyproxy(log, port, process);
      proxy.awaitConnection();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Host and port. */
  String authority() {
    return "127.0.0.1:" + port;
  }

  /** The first lines of what it was asked, such as {@code CONNECT host:443 HTTP/1.1}. */
  List<String> requests() {
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> line.contains("Request (file descriptor"))
          .map(line -> line.substring(line.indexOf("): ") + 3))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  /** Connects until it listens: the only sign of life that it gives. */
  private void awaitConnection() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }
}
