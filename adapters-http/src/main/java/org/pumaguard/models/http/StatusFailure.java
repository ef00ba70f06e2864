package org.pumaguard.models.http;

import java.util.Objects;
import java.util.Optional;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.pumaguard.models.domain.port.Fetcher.Failure;
import org.pumaguard.models.domain.port.Fetcher.Reason;
import org.pumaguard.models.http.proxy.ProxyServer;

/** Maps the status of a response to the failure of a fetch (RFC 9110, 15). */
final class StatusFailure {

  private StatusFailure() {}

  /** The failure for a response that is neither a success nor a redirect. */
  static Failure of(Exchange exchange, HttpResponse response) {
    int status = response.getCode();
    // A SOCKS proxy sends no response of its own.
    Optional<ProxyServer> proxy = exchange.proxy().filter(server -> !server.isSocks());
    String message;
    if (status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED && proxy.isPresent()) {
      message = proxyMessage(proxy.get(), response);
    } else {
      // Other statuses may come from the server or the proxy; they cannot be told apart.
      String via = proxy.map(server -> " via the proxy " + server).orElse("");
      String text =
          exchange
              .errorText()
              .filter(words -> !repeatsStatus(words, response))
              .map(": "::concat)
              .orElse("");
      message = "HTTP " + statusLine(response) + via + text;
    }
    return new Failure(reason(status), exchange.location(), message, RetryAfter.of(response));
  }

  /** The failure if a proxy refuses to open a tunnel. */
  static Failure ofTunnel(Exchange exchange, ProxyServer proxy, HttpResponse response) {
    Reason reason = reason(response.getCode());
    // The proxy did not find the server; the file may exist.
    return new Failure(
        reason == Reason.NOT_FOUND || reason == Reason.RANGE_REFUSED ? Reason.REFUSED : reason,
        exchange.location(),
        proxyMessage(proxy, response),
        RetryAfter.of(response));
  }

  private static String proxyMessage(ProxyServer proxy, HttpResponse response) {
    String message = "the proxy " + proxy + " responded " + statusLine(response);
    // Some proxies send 401 instead of 407.
    if (response.getCode() != HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED
        && response.getCode() != HttpStatus.SC_UNAUTHORIZED) {
      return message + "; " + proxy.setting() + " selects it, NO_PROXY excludes hosts from it";
    }
    return proxy.authorization().isEmpty()
        ? message + "; add user and password to " + proxy.setting()
        : message + "; check user and password in " + proxy.setting();
  }

  private static boolean repeatsStatus(String text, HttpResponse response) {
    String phrase = Objects.requireNonNullElse(response.getReasonPhrase(), "");
    return text.equalsIgnoreCase(phrase)
        || text.equalsIgnoreCase(response.getCode() + " " + phrase)
        || text.equals(String.valueOf(response.getCode()));
  }

  private static String statusLine(HttpResponse response) {
    String phrase = response.getReasonPhrase();
    return response.getCode() + (phrase == null || phrase.isBlank() ? "" : " " + phrase);
  }

  private static Reason reason(int status) {
    return switch (status) {
      case 404, 410 -> Reason.NOT_FOUND;
      case 401, 403, 407 -> Reason.FORBIDDEN;
      case 408, 425, 429, 503 -> Reason.BUSY;
      // The file changed or is shorter than the range; the transfer restarts at 0.
      case 412, 416 -> Reason.RANGE_REFUSED;
      // "Not implemented" and "version not supported" are permanent.
      case 501, 505 -> Reason.REFUSED;
      default -> status >= 500 ? Reason.SERVER_ERROR : Reason.REFUSED;
    };
  }
}
