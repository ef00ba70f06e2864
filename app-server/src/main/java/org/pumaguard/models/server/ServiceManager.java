package org.pumaguard.models.server;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies the service manager that started the program: one datagram to the socket that {@code
 * NOTIFY_SOCKET} names. Java has no datagrams between local sockets, so another program sends it:
 * {@code systemd-notify}, or perl in a container without systemd. Not thread-safe.
 *
 * @see <a
 *     href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html">sd_notify</a>
 */
final class ServiceManager {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final int PATIENCE_SECONDS = 6;

  private static final String PERL =
      """
      use Socket;
      my ($path, @lines) = @ARGV;
      $path =~ s/^\\@/\\0/;
      socket(my $socket, AF_UNIX, SOCK_DGRAM, 0) or die "$!\\n";
      send($socket, join("\\n", @lines), 0, pack_sockaddr_un($path)) // die "$!\\n";
      """;

  private final String socket;

  /**
   * A service manager.
   *
   * @param socket the path of its socket; an abstract one begins with {@code @}
   */
  ServiceManager(String socket) {
    this.socket = socket;
  }

  /** The server accepts requests. Blocks until the message was sent, for a few seconds at most. */
  void ready(URI address) {
    send("READY=1", "STATUS=listening at " + address);
  }

  /** The server is about to end. Blocks as {@link #ready} does. */
  void stopping() {
    send("STOPPING=1");
  }

  private void send(String... lines) {
    boolean isSent =
        run(command(List.of("systemd-notify"), lines))
            || run(command(List.of("perl", "-e", PERL, socket), lines));
    if (!isSent) {
      LOG.warn(
          "cannot notify the service manager at {}: neither systemd-notify nor perl could send the"
              + " message; use Type=exec in the unit",
          socket);
    }
  }

  private static ProcessBuilder command(List<String> program, String... lines) {
    List<String> words = new ArrayList<>(program);
    words.addAll(List.of(lines));
    return new ProcessBuilder(words);
  }

  private static boolean run(ProcessBuilder command) {
    try {
      Process process =
          command
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      boolean hasEnded = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!hasEnded) {
        process.destroyForcibly();
      }
      return hasEnded && process.exitValue() == 0;
    } catch (IOException e) {
      LOG.debug("{}", e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
