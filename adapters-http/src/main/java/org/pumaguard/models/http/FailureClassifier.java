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
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.proxy.ProxyServer;
import org.pumaguard.models.http.timeout.Deadlines;
import org.pumaguard.models.http.tls.UntrustedCertificateException;

/** Says what a status or an exception means for a later try (RFC 9110, 15). */
final class FailureClassifier {

  private static final int MOST_DIGITS = 7;

  private FailureClassifier() {}

  /** What an answer means that is neither the bytes nor a redirect to them. */
  static Failure of(Location location, HttpResponse response, Optional<ProxyServer> proxy) {
    int status = response.getCode();
    String message;
    if (status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED && proxy.isPresent()) {
      message = refusal(proxy.get(), response);
    } else {
      // Of other answers nobody can tell whose they are.
      String by = proxy.map(server -> ", by way of the proxy " + server).orElse("");
      message = "the server answers " + statusOf(response) + by;
    }
    return new Failure(reason(status), location, message, retryAfter(response));
  }

  /** A proxy leads to no server. */
  private static Failure of(Location location, HttpResponse response, ProxyServer proxy) {
    Reason reason = reason(response.getCode());
    // What is not found is the server; the file may well be there.
    return new Failure(
        reason == Reason.NOT_FOUND || reason == Reason.RANGE_REFUSED ? Reason.REFUSED : reason,
        location,
        refusal(proxy, response),
        retryAfter(response));
  }

  private static String refusal(ProxyServer proxy, HttpResponse response) {
    String message = "the proxy " + proxy + " answers " + statusOf(response);
    // Some proxies say 401 where 407 is meant.
    if (response.getCode() != HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED
        && response.getCode() != HttpStatus.SC_UNAUTHORIZED) {
      return message + "; " + proxy.setting() + " names it, NO_PROXY makes exceptions";
    }
    return proxy.authorization().isEmpty()
        ? message + "; it wants a name and a password: " + proxy.setting() + " may hold them"
        : message + "; it does not take the name and the password of " + proxy.setting();
  }

  private static String statusOf(HttpResponse response) {
    String phrase = response.getReasonPhrase();
    return response.getCode() + (phrase == null || phrase.isBlank() ? "" : " " + phrase);
  }

  private static Reason reason(int status) {
    return switch (status) {
      case 404, 410 -> Reason.NOT_FOUND;
      case 401, 403, 407 -> Reason.FORBIDDEN;
      case 408, 425, 429, 503 -> Reason.BUSY;
      // The range no longer fits the file, or the file is another: begin again.
      case 412, 416 -> Reason.RANGE_REFUSED;
      // "Not implemented" and "version not supported" will not change.
      case 501, 505 -> Reason.REFUSED;
      default -> status >= 500 ? Reason.SERVER_ERROR : Reason.REFUSED;
    };
  }

  /** What an exception means. */
  static Failure of(Location location, IOException e, Optional<ProxyServer> proxy) {
    // Only the connection to the proxy is our own.
    String by = proxy.map(server -> " to the proxy " + server).orElse("");
    if (e instanceof DeadlineRequestExecutor.ProxyRefusal refusal) {
      return of(location, refusal.response(), proxy.orElseThrow());
    }
    if (e instanceof Deadlines.Passed) {
      return new Failure(Reason.TIMED_OUT, location, String.valueOf(e.getMessage()), e);
    }
    if (e instanceof ConnectTimeoutException) {
      return new Failure(Reason.TIMED_OUT, location, "no connection" + by + " in time", e);
    }
    if (e instanceof SocketTimeoutException) {
      return new Failure(Reason.TIMED_OUT, location, "nothing came in time", e);
    }
    if (e instanceof UnknownHostException) {
      return new Failure(
          Reason.UNREACHABLE,
          location,
          proxy.isPresent() ? "no connection" + by + ": no such host" : "no such host",
          e);
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return new Failure(Reason.UNREACHABLE, location, "no connection" + by, e);
    }
    if (e instanceof SSLException) {
      return new Failure(
          brokeOff(e) ? Reason.BROKEN : Reason.UNTRUSTED,
          location,
          "no secure connection: " + insecurity(e),
          e);
    }
    if (e instanceof ClientProtocolException && !(e.getCause() instanceof IOException)) {
      return new Failure(Reason.REFUSED, location, "this is not HTTP: " + e.getMessage(), e);
    }
    if (e instanceof ConnectionClosedException) {
      return new Failure(Reason.BROKEN, location, "the transfer broke off", e);
    }
    if (e instanceof InterruptedIOException) {
      return new Failure(Reason.BROKEN, location, "interrupted", e);
    }
    return new Failure(Reason.BROKEN, location, "the transfer broke off: " + e.getMessage(), e);
  }

  private static String insecurity(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UntrustedCertificateException) {
        return String.valueOf(cause.getMessage());
      }
    }
    return String.valueOf(e.getMessage());
  }

  /** A connection that ends during the handshake says nothing about trust. */
  private static boolean brokeOff(IOException e) {
    return e.getCause() instanceof EOFException || e.getCause() instanceof SocketException;
  }

  /** Seconds, or a date (RFC 9110, 10.2.3). */
  private static Optional<Duration> retryAfter(HttpResponse response) {
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    String value = header == null ? null : header.getValue();
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    return value.strip().matches("\\d+")
        ? Optional.of(seconds(value.strip()))
        : HttpDates.parse(value)
            .map(date -> Duration.between(Instant.now(), date))
            .filter(wait -> !wait.isNegative());
  }

  /** However many: what is too long to be obeyed is up to whoever waits. */
  private static Duration seconds(String digits) {
    String plain = digits.replaceFirst("^0+(?=\\d)", "");
    return plain.length() > MOST_DIGITS
        ? Duration.ofDays(365)
        : Duration.ofSeconds(Long.parseLong(plain));
  }
}
