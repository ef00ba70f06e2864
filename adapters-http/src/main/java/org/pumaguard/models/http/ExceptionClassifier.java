package org.pumaguard.models.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.proxy.ProxyServer;
import org.pumaguard.models.http.response.NotHttpException;
import org.pumaguard.models.http.settings.WebAddress;
import org.pumaguard.models.http.socks.SocksException;
import org.pumaguard.models.http.timeout.Deadlines;
import org.pumaguard.models.http.tls.UntrustedCertificateException;

/** Maps the exceptions of HttpClient to the failure of a fetch. Thread-safe. */
final class ExceptionClassifier {

  private final Duration timeout;

  /** Names this time-out in messages. */
  ExceptionClassifier(Duration timeout) {
    this.timeout = timeout;
  }

  Failure classify(Exchange exchange, IOException e) {
    if (e instanceof DeadlineRequestExecutor.TunnelRefused refused) {
      return StatusFailure.ofTunnel(exchange, refused.proxy(), refused.response());
    }
    return new Failure(reason(e), exchange.location(), message(exchange, e), e);
  }

  private static Reason reason(IOException e) {
    if (e instanceof SocksException socks) {
      return switch (socks.kind()) {
        case UNREACHABLE -> Reason.UNREACHABLE;
        case FORBIDDEN -> Reason.FORBIDDEN;
        case UNSUPPORTED -> Reason.REFUSED;
      };
    }
    if (e instanceof SocketTimeoutException || e instanceof Deadlines.Exceeded) {
      return Reason.TIMED_OUT;
    }
    if (isUnreachable(e)) {
      return Reason.UNREACHABLE;
    }
    if (e instanceof SSLException && !isConnectionLoss(e)) {
      return Reason.UNTRUSTED;
    }
    return isProtocolViolation(e) ? Reason.REFUSED : Reason.BROKEN;
  }

  private String message(Exchange exchange, IOException e) {
    if (e instanceof Deadlines.Exceeded || e instanceof SocksException) {
      return String.valueOf(e.getMessage());
    }
    if (e instanceof ConnectTimeoutException) {
      return Deadlines.message("connection" + toProxy(exchange), timeout);
    }
    if (e instanceof SocketTimeoutException) {
      return Deadlines.message("read", timeout);
    }
    if (e instanceof UnknownHostException) {
      return "could not resolve "
          + exchange
              .proxy()
              .filter(proxy -> proxy.host().equals(e.getMessage()))
              .map(proxy -> "the proxy " + proxy)
              .orElseGet(() -> "host: " + WebAddress.of(exchange.location().uri()).host());
    }
    if (isUnreachable(e)) {
      return "could not connect" + toProxy(exchange) + connectCause(e);
    }
    if (e instanceof SSLException) {
      String failed = exchange.isAnswered() ? "TLS connection failed: " : "TLS handshake failed: ";
      return failed + tlsCause(e);
    }
    if (e instanceof NotHttpException) {
      return e.getMessage() + viaProxy(exchange);
    }
    if (isProtocolViolation(e)) {
      return "invalid HTTP response: " + e.getMessage();
    }
    if (e instanceof ConnectionClosedException || e instanceof NoHttpResponseException) {
      return "connection closed " + position(exchange);
    }
    if (e instanceof InterruptedIOException) {
      return "interrupted";
    }
    return "connection failed " + position(exchange) + ": " + e.getMessage();
  }

  private static boolean isUnreachable(IOException e) {
    return e instanceof UnknownHostException
        || e instanceof ConnectException
        || e instanceof NoRouteToHostException;
  }

  private static boolean isProtocolViolation(IOException e) {
    return e instanceof NotHttpException
        || (e instanceof ClientProtocolException && !(e.getCause() instanceof IOException));
  }

  /** A connection that ends during the handshake does not make the certificate untrusted. */
  private static boolean isConnectionLoss(IOException e) {
    return e.getCause() instanceof EOFException || e.getCause() instanceof SocketException;
  }

  /** Only the connection to the proxy is opened here; the proxy connects to the server. */
  private static String toProxy(Exchange exchange) {
    return exchange.proxy().map(ProxyServer::toString).map(" to the proxy "::concat).orElse("");
  }

  /** Java's messages begin with a capital letter. */
  private static String connectCause(IOException e) {
    String cause = Objects.requireNonNullElse(e.getMessage(), "");
    return cause.isBlank()
        ? ""
        : ": " + cause.substring(0, 1).toLowerCase(Locale.ROOT) + cause.substring(1);
  }

  /** What responds may be the proxy. */
  private static String viaProxy(Exchange exchange) {
    return exchange.proxy().map(ProxyServer::toString).map(" via the proxy "::concat).orElse("");
  }

  private static String tlsCause(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UntrustedCertificateException) {
        return String.valueOf(cause.getMessage());
      }
    }
    String message = String.valueOf(e.getMessage());
    // Java's words for a first byte that begins no TLS record.
    return message.contains("nrecognized SSL message")
        ? "the server does not speak TLS; it may be meant for an http address"
        : message;
  }

  private static String position(Exchange exchange) {
    return exchange.isAnswered() ? "after " + exchange.progress() : "before the response";
  }
}
