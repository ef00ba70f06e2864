package org.pumaguard.models.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An nginx on loopback that serves a folder or another server, and logs its requests; skips where
 * it is missing.
 */
public final class Nginx implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

  private final Path log;
  private final String scheme;
  private final int port;
  private final LoopbackProcess process;

  private Nginx(Path log, String scheme, int port, LoopbackProcess process) {
    this.log = log;
    this.scheme = scheme;
    this.port = port;
    this.process = process;
  }

  /** Starts one; its own files go into a work folder. */
  public static Nginx serve(Path folder, Path work) {
    return serve(root(folder), work, "http", "");
  }

  /** Starts one that answers 503 to more than this many connections at once, and sends slowly. */
  public static Nginx serveFew(Path folder, int connections, Path work) {
    String limits = " limit_rate 100k; limit_conn few " + connections + "; limit_conn_status 503;";
    return serve(root(folder) + limits, work, "http", "");
  }

  /**
   * Starts a reverse proxy with the defaults of nginx: HTTP/1.0, buffering, the host of the server,
   * and no header that tells of a proxy.
   *
   * @param path the path below which the server is seen; begins and ends with a slash
   * @param directives further ones for this path
   */
  public static Nginx forward(URI server, String path, Path work, String... directives) {
    String location =
        "location %s { proxy_pass %s; %s }".formatted(path, server, String.join(" ", directives));
    return serve(location, work, "http", "");
  }

  private static String root(Path folder) {
    return "root " + folder + ";";
  }

  /** Starts one that speaks https, with a certificate and its key as PEM. */
  public static Nginx serveSecurely(Path folder, Path work, String certificate, String key) {
    try {
      Files.createDirectories(work);
      Path certificateFile = Files.writeString(work.resolve("server.pem"), certificate);
      Path keyFile = Files.writeString(work.resolve("server.key"), key);
      String options =
          " ssl; ssl_certificate " + certificateFile + "; ssl_certificate_key " + keyFile;
      return serve(root(folder), work, "https", options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Nginx serve(String content, Path work, String scheme, String options) {
    LoopbackProcess.assumeInstalled(PROGRAM);
    try {
      Files.createDirectories(work);
      Path log = work.resolve("access.log");
      int port = LoopbackProcess.freePort();
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
                limit_conn_zone $server_port zone=few:1m;
                server { listen 127.0.0.1:%3$d%5$s; %4$s }
              }
              """
                  .formatted(work, log, port, content, options));
      String errors = work.resolve("error.log").toString();
      List<String> command =
          List.of(PROGRAM.toString(), "-e", errors, "-c", configuration.toString());
      return new Nginx(
          log, scheme, port, LoopbackProcess.start(port, work.resolve("nginx.txt"), command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the folder is served. */
  public String url() {
    return scheme + "://127.0.0.1:" + port + "/";
  }

  /** The paths that were requested so far. */
  public List<String> requests() {
    return LoopbackProcess.lines(log);
  }

  @Override
  public void close() {
    process.close();
  }
}
