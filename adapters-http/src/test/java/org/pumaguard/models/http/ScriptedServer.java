package org.pumaguard.models.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import org.pumaguard.models.domain.model.Location;

/**
 * An HTTP server on loopback that responds as scripted, if necessary byte by byte, one request per
 * connection. Records the heads of the requests. Thread-safe.
 */
public final class ScriptedServer implements AutoCloseable {

  private final ServerSocket socket;
  private final String scheme;
  private final Script script;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread acceptor;

  /** Serves HTTP on a free port. */
  public ScriptedServer(Script script) throws IOException {
    this("http", new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  private ScriptedServer(String scheme, ServerSocket socket, Script script) {
    this.scheme = scheme;
    this.socket = socket;
    this.script = script;
    acceptor = inBackground(this::acceptAll);
  }

  /** Serves HTTPS with one of these certificates. */
  public static ScriptedServer secure(Certificates certificates, String alias, Script script)
      throws IOException {
    return new ScriptedServer("https", certificates.serverSocket(alias), script);
  }

  /** Serves HTTPS and asks clients for a certificate, of any issuer. */
  public static ScriptedServer asking(Certificates certificates, String alias, Script script)
      throws IOException {
    SSLServerSocket socket = (SSLServerSocket) certificates.serverSocket(alias);
    socket.setWantClientAuth(true);
    return new ScriptedServer("https", socket, script);
  }

  /** Responds to every request with these bytes. */
  public static Script always(byte[] content) {
    return client -> client.send("HTTP/1.1 200 OK", content);
  }

  /** Responds to every request with a redirect. */
  public static Script redirect(String target) {
    return client -> client.send("HTTP/1.1 302 Found\r\nLocation: " + target, new byte[0]);
  }

  /** The location of a path. */
  public Location location(String path) {
    return new Location(URI.create(scheme + "://" + authority() + path));
  }

  /** Host and port. */
  public String authority() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** Request line and header lines of all requests, in the order of arrival. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  /** The values of a header, one per request with it. */
  public List<String> sent(String name) {
    return heads.stream().flatMap(head -> header(head, name).stream()).toList();
  }

  /** The value of a header in a head. */
  static Optional<String> header(String head, String name) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
    joinAcceptor();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  /** The port accepts connections until accept() has returned. */
  private void joinAcceptor() throws IOException {
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void acceptAll() throws IOException {
    while (!socket.isClosed()) {
      Socket connection = socket.accept();
      connections.add(connection);
      inBackground(() -> serve(connection));
    }
  }

  private void serve(Socket connection) throws IOException {
    try (connection) {
      String head = readHead(connection.getInputStream());
      heads.add(head);
      script.respond(new Client(head, connection));
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client closed the connection");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** A failure of one connection does not affect the others. */
  private static Thread inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The client or the test ended.
              }
            },
            "scripted-server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The response to a request. */
  public interface Script {
    /** Responds to one request. */
    void respond(Client client) throws IOException;
  }

  /** A client with its request. */
  public final class Client {

    private final String head;
    private final Socket connection;

    private Client(String head, Socket connection) {
      this.head = head;
      this.connection = connection;
    }

    /** Request line and header lines. */
    public String head() {
      return head;
    }

    /** The connection, for responses that are not HTTP. */
    public Socket connection() {
      return connection;
    }

    /** Sends a head, completed with the length, and a body. */
    public void send(String start, byte[] body) throws IOException {
      text(start + "\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n");
      bytes(body);
    }

    /** Sends text unchanged. */
    public void text(String text) throws IOException {
      bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes unchanged. */
    public void bytes(byte[] bytes) throws IOException {
      connection.getOutputStream().write(bytes);
      connection.getOutputStream().flush();
    }

    /** Sends one byte every 20 ms. */
    public void trickle(byte[] bytes) throws IOException {
      for (byte one : bytes) {
        pause();
        bytes(new byte[] {one});
      }
    }

    /** Sends a text repeatedly until the client closes the connection. */
    public void forever(String text) throws IOException {
      while (true) {
        text(text);
      }
    }

    /** Pauses for 20 ms, less than any time-out. */
    public void pause() throws IOException {
      try {
        if (closed.await(20, TimeUnit.MILLISECONDS)) {
          throw new IOException("closed");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }
}
