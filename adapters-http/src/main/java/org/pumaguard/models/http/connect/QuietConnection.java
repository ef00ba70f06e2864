package org.pumaguard.models.http.connect;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;

/**
 * A connection that logs neither headers nor bytes, at any level. HttpClient's own connection logs
 * both, and with them credentials, cookies and signed addresses.
 */
public final class QuietConnection extends DefaultManagedHttpClientConnection {

  private QuietConnection(
      String id, Http1Config limits, HttpMessageParserFactory<ClassicHttpResponse> parsers) {
    super(
        id,
        null,
        null,
        limits,
        DefaultContentLengthStrategy.INSTANCE,
        DefaultContentLengthStrategy.INSTANCE,
        new DefaultHttpRequestWriterFactory(limits),
        parsers);
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
  public void bind(Socket socket) throws IOException {
    bind(new SocketHolder(socket));
  }

  @Override
  public void bind(SSLSocket secured, Socket socket) throws IOException {
    bind(new SocketHolder(secured, socket));
  }

  @Override
  protected void onRequestSubmitted(ClassicHttpRequest request) {}

  @Override
  protected void onResponseReceived(ClassicHttpResponse response) {}
}
