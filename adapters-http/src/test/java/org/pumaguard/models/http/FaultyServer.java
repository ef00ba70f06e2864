package org.pumaguard.models.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.pumaguard.models.domain.model.Location;

/**
 * An HTTP server on loopback with configurable {@link Fault}s per file. It implements HTTP/1.1
 * (ranges, conditions, HEAD) on a raw socket, one request per connection by default, so it can
 * violate every rule. Records the requests and counts the bytes of the bodies. Thread-safe.
 */
public final class FaultyServer implements AutoCloseable {

  private final ServerSocket socket;
  private final Map<String, PublishedFile> files = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final TrafficCounter traffic = new TrafficCounter();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread acceptor;
  private volatile boolean keepsAlive;
  private volatile boolean rejectsConnections;
  private volatile int maxConcurrent = Integer.MAX_VALUE;

  /** Starts on a free port. */
  public FaultyServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    acceptor = inBackground(this::acceptAll);
  }

  /** A location on a port that refuses connections. */
  public static Location unreachable(String path) throws IOException {
    try (FaultyServer closed = new FaultyServer()) {
      return closed.location(path);
    }
  }

  /** Serves several requests per connection from now on. */
  public FaultyServer keepAlive() {
    keepsAlive = true;
    return this;
  }

  /** Closes each connection before reading a request from now on. */
  public FaultyServer rejectConnections() {
    rejectsConnections = true;
    return this;
  }

  /** Responds 503 from now on while this many responses are in progress. */
  public FaultyServer limitConcurrency(int max) {
    maxConcurrent = max;
    return this;
  }

  /** Publishes a file without faults, with a strong tag, at a path that starts with a slash. */
  public Location publish(String path, byte[] content) {
    files.put(path, new PublishedFile(content));
    return location(path);
  }

  /** Applies these faults to the next requests for a published path, one fault per request. */
  public FaultyServer failOnce(String path, Fault... faults) {
    file(path).next.addAll(List.of(faults));
    return this;
  }

  /** Applies this fault to the next requests for a published path. */
  public FaultyServer failTimes(int times, String path, Fault fault) {
    file(path).next.addAll(Collections.nCopies(times, fault));
    return this;
  }

  /** Applies this fault to every request for a published path. */
  public FaultyServer failAlways(String path, Fault fault) {
    file(path).always = fault;
    return this;
  }

  /** Applies this fault to every request for a published path of the server. */
  public FaultyServer failEverywhere(Fault fault) {
    files.values().forEach(file -> file.always = fault);
    return this;
  }

  /** Removes all faults. */
  public FaultyServer heal() {
    files.values().forEach(file -> file.next.clear());
    return failEverywhere(Fault.NONE);
  }

  /** Publishes a redirect; the target is sent unchanged. */
  public Location redirect(String path, int status, String target) {
    publish(path, new byte[0]);
    failAlways(path, Fault.redirect(status, target));
    return location(path);
  }

  /** Replaces the content of a published path, and thereby its tag. */
  public void change(String path, byte[] content) {
    file(path).content = content;
  }

  /** The location of a path. */
  public Location location(String path) {
    return new Location(URI.create("http://127.0.0.1:" + socket.getLocalPort() + path));
  }

  /** The strong entity tag of a content. */
  public static String tagOf(byte[] content) {
    return '"' + HexFormat.of().toHexDigits(Arrays.hashCode(content)) + '"';
  }

  /** All requests in the order of arrival. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** All requests for a path. */
  public List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).toList();
  }

  /** Bytes of all bodies sent. */
  public long bytesSent() {
    return traffic.bytes();
  }

  /** Bytes of all bodies sent for a path. */
  public long bytesSent(String path) {
    return traffic.bytes(path);
  }

  /** The maximum of responses in progress at the same time. */
  public int maxConcurrentResponses() {
    return traffic.maxInProgress();
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

  private PublishedFile file(String path) {
    return Optional.ofNullable(files.get(path)).orElseThrow();
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
      if (rejectsConnections) {
        return;
      }
      new ServerConnection(connection, keepsAlive)
          .run(this::plan, (stream, path) -> new ResponseStream(stream, path, traffic, closed));
    } finally {
      connections.remove(connection);
    }
  }

  private Optional<PlannedResponse> plan(Request request) {
    requests.add(request);
    Optional<PlannedResponse> response =
        Optional.ofNullable(files.get(request.path())).map(file -> file.plan(request));
    if (traffic.inProgress() >= maxConcurrent) {
      response.ifPresent(Fault.status(503)::apply);
    }
    return response;
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
            "faulty-server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * A received request.
   *
   * @param path with the query
   * @param headers by name, case-insensitive
   */
  public record Request(String method, String path, Map<String, String> headers) {

    /** The value of a header. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  private interface Work {
    void run() throws IOException;
  }
}
