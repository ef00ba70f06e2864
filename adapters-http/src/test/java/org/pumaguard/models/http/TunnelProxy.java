package org.pumaguard.models.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A small proxy on loopback: forwards requests with an absolute URL and opens tunnels. */
final class TunnelProxy {

  private TunnelProxy() {}

  /** Serves one request. */
  static void forward(ScriptedServer.Client client) throws IOException {
    String[] first = client.head().split(" ", 3);
    boolean isTunnel = first[0].equals("CONNECT");
    String authority = isTunnel ? first[1] : first[1].split("/", 4)[2];
    int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      if (isTunnel) {
        client.text("HTTP/1.1 200 Connected\r\n\r\n");
        Thread back = new Thread(() -> copy(server, client.connection()), "tunnel");
        back.setDaemon(true);
        back.start();
        copy(client.connection(), server);
      } else {
        String path = "/" + first[1].split("/", 4)[3];
        String rest = first[2].replaceAll("(?i)\r\nproxy-authorization:[^\r]*", "");
        byte[] request = (first[0] + " " + path + " " + rest).getBytes(StandardCharsets.ISO_8859_1);
        server.getOutputStream().write(request);
        copy(server, client.connection());
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side closed the connection.
      return;
    }
  }
}
