package org.pumaguard.models.http.connect;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Identifiable;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that logs neither headers nor bytes, at any level. HttpClient's own connection logs
 * both, and with them credentials, cookies and signed addresses; before HttpClient 5.6 it is final.
 */
public final class QuietConnection extends DefaultBHttpClientConnection
    implements ManagedHttpClientConnection, Identifiable {

  private final String id;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile Timeout socketTimeout = Timeout.DISABLED;

  private QuietConnection(
      String id, Http1Config limits, HttpMessageParserFactory<ClassicHttpResponse> parsers) {
    super(
        limits,
        null,
        null,
        DefaultContentLengthStrategy.INSTANCE,
        DefaultContentLengthStrategy.INSTANCE,
        new DefaultHttpRequestWriterFactory(limits),
        parsers);
    this.id = id;
  }

  /** Creates connections with these limits of heads. Thread-safe. */
  public static HttpConnectionFactory<ManagedHttpClientConnection> factory(
      Http1Config limits, HttpMessageParserFactory<ClassicHttpResponse> parsers) {
    AtomicLong count = new AtomicLong();
    return socket -> {
      QuietConnection connection =
          new QuietConnection("connection-" + count.incrementAndGet(), limits, parsers);
      if (socket != null) {
        connection.bind(socket);
      }
      return connection;
    };
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public void bind(Socket socket) throws IOException {
    bind(new SocketHolder(socket), socket);
  }

  @Override
  public void bind(SSLSocket secured, Socket socket) throws IOException {
    bind(new SocketHolder(secured, socket), secured);
  }

  private void bind(SocketHolder holder, Socket socket) throws IOException {
    if (isClosed.get()) {
      // Closed by another thread, which cancels the request, while the socket was connected.
      socket.close();
      throw new InterruptedIOException("connection closed");
    }
    bind(holder);
    socketTimeout = Timeout.ofMilliseconds(socket.getSoTimeout());
  }

  /** Null unless connected, as HttpClient expects. */
  @Override
  @SuppressWarnings("NullAway")
  public Socket getSocket() {
    SocketHolder holder = getSocketHolder();
    return holder == null ? null : holder.getSocket();
  }

  @Override
  public void passivate() {
    setSocketTimeout(Timeout.ZERO_MILLISECONDS);
  }

  @Override
  public void activate() {
    setSocketTimeout(socketTimeout);
  }

  @Override
  public void close() throws IOException {
    if (isClosed.compareAndSet(false, true)) {
      super.close();
    }
  }

  @Override
  public void close(CloseMode mode) {
    if (isClosed.compareAndSet(false, true)) {
      super.close(mode);
    }
  }
}
