package org.pumaguard.models.http.connect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.pumaguard.models.http.proxy.ProxyServer;
import org.pumaguard.models.http.settings.Origin;
import org.pumaguard.models.http.socks.SocksException;
import org.pumaguard.models.http.socks.SocksHandshake;
import org.pumaguard.models.http.timeout.Deadlines;

/**
 * Opens the connections of HttpClient: to the server, to an HTTP proxy, or through a SOCKS proxy.
 * Thread-safe.
 */
public final class ConnectionOperator implements HttpClientConnectionOperator {

  private static final Duration NO_TIMEOUT = Duration.ofDays(1);

  private final AddressConnector addresses;
  private final TlsSocketStrategy tls;
  private final Deadlines deadlines;
  private final Function<HttpContext, Optional<ProxyServer>> proxies;

  /**
   * Opens connections with these parts.
   *
   * @param deadlines for handshakes
   * @param proxies the proxy of a request
   */
  public ConnectionOperator(
      Resolver resolver,
      TlsSocketStrategy tls,
      Deadlines deadlines,
      Function<HttpContext, Optional<ProxyServer>> proxies) {
    this.addresses = new AddressConnector(resolver, deadlines);
    this.tls = tls;
    this.deadlines = deadlines;
    this.proxies = proxies;
  }

  /** Called by HttpClient 5.6. */
  @Override
  public void connect(
      ManagedHttpClientConnection connection,
      HttpHost host,
      NamedEndpoint name,
      Path unixDomainSocket,
      InetSocketAddress local,
      Timeout timeout,
      SocketConfig config,
      Object attachment,
      HttpContext context)
      throws IOException {
    connect(connection, host, name, local, timeout, config, attachment, context);
  }

  /** Called by HttpClient 5.5, which Spring Boot 3.5 brings. */
  @Override
  public void connect(
      ManagedHttpClientConnection connection,
      HttpHost host,
      NamedEndpoint name,
      InetSocketAddress local,
      Timeout timeout,
      SocketConfig config,
      Object attachment,
      HttpContext context)
      throws IOException {
    AddressConnector.Endpoint server =
        new AddressConnector.Endpoint(
            nameOf(host), DefaultSchemePortResolver.INSTANCE.resolve(host));
    Duration limit = Timeout.isPositive(timeout) ? timeout.toDuration() : NO_TIMEOUT;
    AddressConnector.Preparation secure =
        socket -> {
          if (host.getSchemeName().equals("https")) {
            secure(connection, socket, host, attachment, context);
          }
        };
    Optional<ProxyServer> socks = proxies.apply(context).filter(ProxyServer::isSocks);
    if (socks.isPresent()) {
      connectThrough(socks.get(), connection, server, limit, secure);
    } else {
      addresses.connect(connection, server, limit, secure);
    }
  }

  private void connectThrough(
      ProxyServer proxy,
      ManagedHttpClientConnection connection,
      AddressConnector.Endpoint server,
      Duration timeout,
      AddressConnector.Preparation secure)
      throws IOException {
    if (proxy.resolvesNames()) {
      connectThrough(
          proxy,
          connection,
          new SocksHandshake(proxy, server.host(), server.port()),
          timeout,
          secure);
      return;
    }
    Iterator<InetAddress> candidates = addresses.resolve(server.host()).iterator();
    while (candidates.hasNext()) {
      String address = candidates.next().getHostAddress();
      try {
        connectThrough(
            proxy, connection, new SocksHandshake(proxy, address, server.port()), timeout, secure);
        return;
      } catch (SocksException e) {
        if (!e.isForOneAddress() || !candidates.hasNext()) {
          throw e;
        }
      }
    }
  }

  private void connectThrough(
      ProxyServer proxy,
      ManagedHttpClientConnection connection,
      SocksHandshake handshake,
      Duration timeout,
      AddressConnector.Preparation secure)
      throws IOException {
    addresses.connect(
        connection,
        new AddressConnector.Endpoint(proxy.host(), proxy.port()),
        timeout,
        socket -> {
          deadlines.run(
              () -> Closer.closeQuietly(socket),
              "handshake with the proxy " + proxy,
              () -> handshake.run(socket));
          secure.prepare(socket);
        });
  }

  @Override
  public void upgrade(
      ManagedHttpClientConnection connection,
      HttpHost host,
      NamedEndpoint name,
      Object attachment,
      HttpContext context)
      throws IOException {
    Socket socket = connection.getSocket();
    if (socket == null) {
      throw new ConnectionClosedException("Connection is closed");
    }
    secure(connection, socket, host, attachment, context);
  }

  private void secure(
      ManagedHttpClientConnection connection,
      Socket socket,
      HttpHost host,
      Object attachment,
      HttpContext context)
      throws IOException {
    SSLSocket secured =
        tls.upgrade(
            socket,
            nameOf(host),
            DefaultSchemePortResolver.INSTANCE.resolve(host),
            attachment,
            context);
    connection.bind(secured, socket);
  }

  /** In ASCII, which HttpClient decodes, and without the brackets of an IPv6 address. */
  private static String nameOf(HttpHost host) {
    String name = Origin.normalizeHost(host.getHostName());
    // The dot of the root keeps the resolver from adding other domains.
    return host.getHostName().endsWith(".") ? name + "." : name;
  }

  @Override
  public void connect(
      ManagedHttpClientConnection connection,
      HttpHost host,
      InetSocketAddress local,
      TimeValue timeout,
      SocketConfig config,
      HttpContext context)
      throws IOException {
    throw incomplete();
  }

  @Override
  public void upgrade(ManagedHttpClientConnection connection, HttpHost host, HttpContext context)
      throws IOException {
    throw incomplete();
  }

  /** The methods of former versions; HttpClient calls those with an attachment. */
  private static UnsupportedOperationException incomplete() {
    return new UnsupportedOperationException("without the configuration of the connection");
  }
}
