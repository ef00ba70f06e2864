package org.pumaguard.models.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.pumaguard.models.server.settings.ServerSettings;

/** Asks a running server whether it is live, for containers and supervisors. */
final class Probe {

  private static final int TIMEOUT_MILLIS = 4_000;
  private static final String REQUEST =
      "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private Probe() {}

  /**
   * Asks the server at the address of these settings.
   *
   * @throws IOException if it cannot be reached, or answers anything but 200
   */
  static void check(ServerSettings settings) throws IOException {
    InetAddress host = InetAddress.getByName(settings.host());
    InetAddress reachable = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(reachable, settings.port()), TIMEOUT_MILLIS);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      String status =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
              .readLine();
      if (status == null || !status.startsWith("HTTP/1.1 200 ")) {
        throw new IOException(status == null ? "no answer" : "answered '" + status + "'");
      }
    }
  }
}
