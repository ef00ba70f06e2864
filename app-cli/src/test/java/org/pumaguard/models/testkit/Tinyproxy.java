package org.pumaguard.models.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tinyproxy on loopback that requires a password; skips where it is missing. */
public final class Tinyproxy implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/tinyproxy");
  private static final String REQUEST = "Request (file descriptor";

  private final Path log;
  private final int port;
  private final LoopbackProcess process;

  private Tinyproxy(Path log, int port, LoopbackProcess process) {
    this.log = log;
    this.port = port;
    this.process = process;
  }

  /** Starts one; its own files go into a work folder. */
  public static Tinyproxy start(Path work, String name, String password) {
    LoopbackProcess.assumeInstalled(PROGRAM);
    try {
      Files.createDirectories(work);
      Path log = work.resolve("tinyproxy.log");
      int port = LoopbackProcess.freePort();
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
      List<String> command = List.of(PROGRAM.toString(), "-d", "-c", configuration.toString());
      return new Tinyproxy(
          log, port, LoopbackProcess.start(port, work.resolve("tinyproxy.txt"), command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Host and port. */
  public String authority() {
    return "127.0.0.1:" + port;
  }

  /** The request lines so far, such as {@code CONNECT host:443 HTTP/1.1}. */
  public List<String> requests() {
    return LoopbackProcess.lines(log).stream()
        .filter(line -> line.contains(REQUEST))
        .map(line -> line.substring(line.indexOf("): ") + 3))
        .toList();
  }

  @Override
  public void close() {
    process.close();
  }
}
