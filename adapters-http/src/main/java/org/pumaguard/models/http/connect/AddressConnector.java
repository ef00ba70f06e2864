package org.pumaguard.models.http.connect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.io.Closer;
import org.pumaguard.models.http.socks.SocksException;
import org.pumaguard.models.http.timeout.Deadlines;

/**
 * Connects to a host at the first of its addresses that can be used. Thread-safe. A host with one
 * address needs no other thread than the calling one.
 */
final class AddressConnector {

  /** Time for the preparation at an address while others are left. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Resolver resolver;
  private final Deadlines deadlines;
  private final KnownAddresses known = new KnownAddresses();

  /**
   * Connects to the addresses that a resolver returns.
   *
   * @param deadlines for preparations
   */
  AddressConnector(Resolver resolver, Deadlines deadlines) {
    this.resolver = resolver;
    this.deadlines = deadlines;
  }

  /**
   * The addresses of a host.
   *
   * @throws UnknownHostException with the name of the host as its message
   */
  List<InetAddress> resolve(String host) throws UnknownHostException {
    try {
      return known.order(host, resolver.resolve(host));
    } catch (UnknownHostException e) {
      UnknownHostException unknown = new UnknownHostException(host);
      unknown.initCause(e);
      throw unknown;
    }
  }

  /**
   * Opens a connection. An address that does not connect, or whose preparation fails, is followed
   * by the next one. While others are left, a preparation may take five seconds, but not so long
   * that all addresses together exceed the time-out.
   *
   * @param connection receives the socket, and may be closed meanwhile, which ends the attempt
   * @param timeout for connecting to all addresses, and for preparing all but the last one
   * @param preparation of the connected socket, such as a TLS handshake
   * @throws IOException the first failure of a preparation that is no time-out, else of a
   *     preparation, else of a connection
   */
  void connect(
      ManagedHttpClientConnection connection,
      Endpoint endpoint,
      Duration timeout,
      Preparation preparation)
      throws IOException {
    List<InetAddress> left = new ArrayList<>(resolve(endpoint.host()));
    Optional<IOException> first = Optional.empty();
    while (!left.isEmpty()) {
      Socket socket;
      try {
        socket = open(connection, endpoint.at(left), timeout);
      } catch (IOException e) {
        throw first.orElse(e);
      }
      InetAddress address = socket.getInetAddress();
      try {
        connection.bind(socket);
        prepare(socket, preparation, left.size(), timeout);
        known.remember(endpoint.host(), address);
        return;
      } catch (SocksException | RuntimeException e) {
        // Not a failure of this address.
        Closer.closeQuietly(socket);
        throw e;
      } catch (IOException e) {
        Closer.closeQuietly(socket);
        known.forget(endpoint.host(), address);
        left.remove(address);
        // The time-out of an address that was given up early says the least.
        first =
            first
                .filter(failure -> !(failure instanceof Deadlines.Exceeded))
                .or(() -> Optional.of(e));
      }
    }
    throw first.orElseThrow(() -> new UnknownHostException(endpoint.host()));
  }

  private void prepare(Socket socket, Preparation preparation, int left, Duration timeout)
      throws IOException {
    if (left == 1) {
      preparation.prepare(socket);
      return;
    }
    Duration share = timeout.dividedBy(left);
    deadlines.runWithin(
        share.compareTo(PATIENCE) < 0 ? share : PATIENCE,
        () -> Closer.closeQuietly(socket),
        "handshake with " + socket.getInetAddress().getHostAddress(),
        () -> {
          preparation.prepare(socket);
          return socket;
        });
  }

  private static Socket open(
      ManagedHttpClientConnection connection, List<InetSocketAddress> addresses, Duration timeout)
      throws IOException {
    try {
      Socket socket =
          addresses.size() == 1
              ? openOne(connection, addresses.get(0), timeout)
              : race(connection, addresses, timeout);
      socket.setTcpNoDelay(true);
      return socket;
    } catch (SocketTimeoutException e) {
      ConnectTimeoutException timedOut = new ConnectTimeoutException(e.getMessage());
      timedOut.initCause(e);
      throw timedOut;
    }
  }

  private static Socket openOne(
      ManagedHttpClientConnection connection, InetSocketAddress address, Duration timeout)
      throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY);
    try {
      connection.bind(socket);
      socket.connect(address, (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE));
      return socket;
    } catch (IOException | RuntimeException e) {
      Closer.closeQuietly(socket);
      throw e;
    }
  }

  private static Socket race(
      ManagedHttpClientConnection connection, List<InetSocketAddress> addresses, Duration timeout)
      throws IOException {
    ConnectionRace race = new ConnectionRace(addresses, timeout);
    connection.bind(race.handle());
    return race.run();
  }

  /**
   * A host and a port.
   *
   * @param host a name, or an IP address without brackets
   */
  record Endpoint(String host, int port) {

    private List<InetSocketAddress> at(List<InetAddress> addresses) {
      return addresses.stream().map(address -> new InetSocketAddress(address, port)).toList();
    }
  }

  /** What precedes the first request on a connected socket. */
  interface Preparation {
    /** Prepares the socket; a failure makes the caller close it. */
    void prepare(Socket socket) throws IOException;
  }
}
