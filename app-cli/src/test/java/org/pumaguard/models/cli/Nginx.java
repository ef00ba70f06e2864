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
 * A real nginx on loopback that serves a folder and logs its requests. Tests skip where there is
 * none.
 */
final class Nginx implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

  private final Path log;
  private final String scheme;
  private final int port;
  private final Process process;

  private Nginx(Path log, String scheme, int port, Process process) {
    this.log = log;
    this.scheme = scheme;
    this.port = port;
    this.process = process;
  }

  /** Starts one; its own files go into a work folder. */
  static Nginx serve(Path folder, Path work) {
    return serve(folder, work, "http", "");
  }

  /** Starts one that speaks https, with a certificate and its key as PEM. */
  static Nginx serveSecurely(Path folder, Path work, String certificate, String key) {
    try {
      Files.createDirectories(work);
      Path certificateFile = Files.writeString(work.resolve("server.pem"), certificate);
      Path keyFile = Files.writeString(work.resolve("server.key"), key);
      String options =
          " ssl; ssl_certificate " + certificateFile + "; ssl_certificate_key " + keyFile;
      return serve(folder, work, "https", options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Nginx serve(Path folder, Path work, String scheme, String options) {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "nginx is not installed");
    try {
      Files.createDirectories(work);
      Path log = work.resolve("access.log");
      int port = freePort();
      Path configuration =
          Files.writeString(
              work.resolve("nginx.conf"),
              """
              daemon off;
              worker_processes 1;
              user root;
              pid %1$s/nginx.pid;
              error_log %1$s/error.log;
              events { worker_connections 256; }
              http {
                log_format path '$uri';
                access_log %2$s path;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                sendfile on;
                server { listen 127.0.0.1:%3$d%5$s; root %4$s; }
              }
              """
                  .formatted(work, log, port, folder, options));
      Process process =
          new ProcessBuilder(
                  PROGRAM.toString(),
                  "-e",
                  work.resolve("error.log").toString(),
                  "-c",
                  configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("nginx.txt").toFile())
              .start();
      Nginx nginx = new Nginx(log, scheme, port, process);
      nginx.awaitAnswer();
      return nginx;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the folder is served. */
  String url() {
    return scheme + "://127.0.0.1:" + port + "/";
  }

  /** The paths that were asked for so far. */
  List<String> requests() {
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
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Connects until it answers: the only sign of life that a server gives. */
  private void awaitAnswer() throws IOException {
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
