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
import org.pumaguard.models.domain.model.Location;

/**
 * A server on loopback that answers by a script, byte by byte if need be, one request a connection.
 * Keeps the heads of what was asked.
 */
public final class ScriptedServer implements AutoCloseable {

  private final ServerSocket socket;
  private final String scheme;
  private final Script script;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Speaks plain HTTP on a free port. */
  public ScriptedServer(Script script) throws IOException {
    this("http", new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  private ScriptedServer(String scheme, ServerSocket socket, Script script) {
    this.scheme = scheme;
    this.socket = socket;
    this.script = script;
    inBackground(this::acceptAll);
  }

  /** Speaks HTTP over TLS with one of these certificates. */
  public static ScriptedServer secure(Certificates certificates, String alias, Script script)
      throws IOException {
    return new ScriptedServer("https", certificates.serverSocket(alias), script);
  }

  /** Answers every request with these bytes. */
  public static Script always(byte[] content) {
    return asked -> asked.send("HTTP/1.1 200 OK", content);
  }

  /** Answers every request with a redirect. */
  public static Script redirect(String target) {
    return asked -> asked.send("HTTP/1.1 302 Found\r\nLocation: " + target, new byte[0]);
  }

  /** Where a path is found. */
  public Location location(String path) {
    return new Location(URI.create(scheme + "://" + authority() + path));
  }

  /** Host and port. */
  public String authority() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** What was asked, in the order of arrival: the first line and the header lines. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  /** The values of a header, one for each request that had it. */
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
    for (Socket connection : connections) {
      connection.close();
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
      script.answer(new Asked(head, connection));
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client has gone");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** What goes wrong with one client does not concern the others. */
  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The client or the test has gone, as tests do.
              }
            },
            "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** How a request is answered. */
  public interface Script {
    /** Answers one. */
    void answer(Asked asked) throws IOException;
  }

  /** A request and the connection on which it came. */
  public final class Asked {

    private final String head;
    private final Socket connection;

    private Asked(String head, Socket connection) {
      this.head = head;
      this.connection = connection;
    }

    /** The first line and the header lines. */
    public String head() {
      return head;
    }

    /** The connection, for what is no answer of HTTP. */
    public Socket connection() {
      return connection;
    }

    /** Sends a head, to which the length is added, and a body. */
    public void send(String start, byte[] body) throws IOException {
      text(start + "\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n");
      bytes(body);
    }

    /** Sends text as it is. */
    public void text(String text) throws IOException {
      bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes as they are. */
    public void bytes(byte[] bytes) throws IOException {
      connection.getOutputStream().write(bytes);
      connection.getOutputStream().flush();
    }

    /** Sends byte after byte, slowly. */
    public void trickle(byte[] bytes) throws IOException {
      for (byte one : bytes) {
        pause();
        bytes(new byte[] {one});
      }
    }

    /** Sends a text again and again until the client has gone. */
    public void forever(String text) throws IOException {
      while (true) {
        text(text);
      }
    }

    /** Lets the client wait, though for less than any time-out. */
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
