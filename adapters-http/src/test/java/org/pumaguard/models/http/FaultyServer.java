package org.pumaguard.models.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.model.Location;

/**
 * An HTTP server on loopback whose files can each be given {@link Fault}s, for tests of whatever
 * fetches. It speaks plain HTTP/1.1 over a raw socket, one request a connection, so that it can
 * break every rule. Keeps what was asked for and counts the bytes of bodies that it has sent.
 */
public final class FaultyServer implements AutoCloseable {

  private final ServerSocket socket;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytesSent = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Starts on a free port. */
  public FaultyServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    inBackground(this::acceptAll);
  }

  /** Publishes a file under a path that begins with a slash, without a fault; its tag is strong. */
  public Location publish(String path, byte[] content) {
    pages.put(path, new Page(content));
    return location(path);
  }

  /** Answers the next requests for a published path with these faults, one request each. */
  public FaultyServer failOnce(String path, Fault... faults) {
    page(path).next.addAll(List.of(faults));
    return this;
  }

  /** Answers every request for a published path with this fault. */
  public FaultyServer failAlways(String path, Fault fault) {
    page(path).always = fault;
    return this;
  }

  /** Answers a path with a redirect; the target is sent as it is. */
  public Location redirect(String path, int status, String target) {
    publish(path, new byte[0]);
    failAlways(path, Fault.status(status, "Location: " + target));
    return location(path);
  }

  /** Gives a published path another content, and so another tag. */
  public void change(String path, byte[] content) {
    page(path).content = content;
  }

  /** Where a path is found. */
  public Location location(String path) {
    return new Location(URI.create("http://127.0.0.1:" + socket.getLocalPort() + path));
  }

  /** The strong entity tag of a content. */
  public static String tagOf(byte[] content) {
    return '"' + HexFormat.of().toHexDigits(Arrays.hashCode(content)) + '"';
  }

  /** All requests so far, in the order of their arrival. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many bytes of bodies were handed to the network so far. */
  public long bytesSent() {
    return bytesSent.get();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private Page page(String path) {
    return Optional.ofNullable(pages.get(path)).orElseThrow();
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
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      Request request = read(reader);
      requests.add(request);
      Page page = pages.get(request.path());
      OutputStream out = connection.getOutputStream();
      if (page == null) {
        out.write(Reply.empty(404, List.of()));
      } else {
        Fault fault = Optional.ofNullable(page.next.poll()).orElse(page.always);
        new Reply(page.content, request, fault, bytesSent).send(out);
        if (fault.stalls()) {
          awaitClose();
        }
        connection.shutdownOutput();
      }
    } finally {
      connections.remove(connection);
    }
  }

  private void awaitClose() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Request read(BufferedReader reader) throws IOException {
    String[] first = line(reader).split(" ", 3);
    if (first.length < 3) {
      throw new IOException("this is not HTTP");
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(reader); !line.isEmpty(); line = line(reader)) {
      String[] field = line.split(":", 2);
      headers.put(field[0], field[field.length - 1].strip());
    }
    return new Request(first[0].toUpperCase(Locale.ROOT), first[1], headers);
  }

  private static String line(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the client has gone");
    }
    return line;
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
            "faulty-server");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A request as it came.
   *
   * @param path with its query
   * @param headers by name, in any case
   */
  public record Request(String method, String path, Map<String, String> headers) {

    /** The value of a header. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  private static final class Page {
    final Queue<Fault> next = new ConcurrentLinkedQueue<>();
    volatile byte[] content;
    volatile Fault always = Fault.NONE;

    Page(byte[] content) {
      this.content = content;
    }
  }

  private interface Work {
    void run() throws IOException;
  }
}
