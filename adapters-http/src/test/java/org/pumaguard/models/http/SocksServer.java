package org.pumaguard.models.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.pumaguard.models.domain.port.Caller;

/** A SOCKS 5 proxy on loopback that connects every request to one port of this machine. */
final class SocksServer implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final Script script;

  /** Handles each connection with this script. */
  SocksServer(Script script) throws IOException {
    this.script = script;
    Caller.running(this::acceptAll);
  }

  /** A proxy that accepts any client and connects it to this port, whatever the request. */
  static Script relayTo(int port) {
    return (server, connection) -> {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      server.readGreeting(in);
      connection.getOutputStream().write(new byte[] {5, 0});
      server.readRequest(in);
      connection.getOutputStream().write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
      server.relay(connection, port);
    };
  }

  /** A proxy that answers the request with this reply. */
  static Script replying(int... reply) {
    return (server, connection) -> {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      server.readGreeting(in);
      connection.getOutputStream().write(new byte[] {5, 0});
      server.readRequest(in);
      write(connection, reply);
    };
  }

  /** A proxy that answers the first bytes of a client with these, and closes the connection. */
  static Script answering(int... bytes) {
    return (server, connection) -> {
      server.readGreeting(new DataInputStream(connection.getInputStream()));
      write(connection, bytes);
    };
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The requested servers: {@code TYPE:HOST:PORT}. */
  List<String> requests() {
    return requests;
  }

  private static void write(Socket connection, int... bytes) throws IOException {
    for (int each : bytes) {
      connection.getOutputStream().write(each);
    }
  }

  private void acceptAll() throws IOException {
    while (!listener.isClosed()) {
      Socket connection = listener.accept();
      connections.add(connection);
      Caller.running(
          () -> {
            try (connection) {
              script.serve(this, connection);
            }
          });
    }
  }

  private void readGreeting(DataInputStream in) throws IOException {
    in.readUnsignedByte();
    in.skipNBytes(in.readUnsignedByte());
  }

  private void readRequest(DataInputStream in) throws IOException {
    in.skipNBytes(3);
    int type = in.readUnsignedByte();
    String host =
        type == 3
            ? new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII)
            : InetAddress.getByAddress(in.readNBytes(type == 1 ? 4 : 16)).getHostAddress();
    requests.add(type + ":" + host + ":" + in.readUnsignedShort());
  }

  private void relay(Socket client, int port) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      connections.add(server);
      Caller.running(() -> copy(client, server));
      copy(server, client);
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    OutputStream out = to.getOutputStream();
    from.getInputStream().transferTo(out);
    to.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  /** What a proxy does with a connection. */
  interface Script {
    /** Serves a connection, which is closed afterwards. */
    void serve(SocksServer server, Socket connection) throws IOException;
  }
}
