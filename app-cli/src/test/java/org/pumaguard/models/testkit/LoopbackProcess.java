package org.pumaguard.models.testkit;

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

/** A server of this machine, started on a port of loopback for one test. */
final class LoopbackProcess implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 10;
  private static final int CONNECT_MILLIS = 500;

  private final Process process;

  private LoopbackProcess(Process process) {
    this.process = process;
  }

  /** Starts a command, and waits until something listens at a port. Its output goes to a file. */
  static LoopbackProcess start(int port, Path output, List<String> command) throws IOException {
    LoopbackProcess started =
        new LoopbackProcess(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start());
    started.awaitConnection(port);
    return started;
  }

  /** Skips the test where a program is not installed. */
  static void assumeInstalled(Path program) {
    Assumptions.assumeTrue(Files.isExecutable(program), () -> program + " is not installed");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The lines of a log, which need not exist yet. */
  static List<String> lines(Path log) {
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  /** Connects until the server accepts: the only sign of life that it gives. */
  private void awaitConnection(int port) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          process.destroyForcibly();
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }
}
