package org.pumaguard.models.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.pumaguard.models.server.settings.ServerSettings;

/**
 * Authorises state-changing requests: with the token if the server has one, otherwise from loopback
 * only. Refuses requests of browsers from pages of another origin, including pages whose host name
 * was made to resolve to this server (DNS rebinding).
 */
final class WriteGuard implements HttpHandler {

  private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");
  private static final HttpString FORWARDED = new HttpString("Forwarded");
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+(%[^\\]]+)?]");
  private static final String BEARER = "Bearer ";

  private final HttpHandler next;
  private final ServerSettings settings;

  WriteGuard(HttpHandler next, ServerSettings settings) {
    this.next = next;
    this.settings = settings;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (!isAcceptedHost(exchange)) {
      refuse(
          exchange,
          "host name '" + exchange.getHostName() + "' is not accepted",
          "use the server's address, or start the server with --allowed-host");
    } else if (!isSameOrigin(exchange)) {
      refuse(
          exchange, "cross-origin request refused", "open the page under the server's own address");
    } else if (settings.token().isPresent() && !hasToken(exchange, settings.token().get())) {
      exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
      Problem.send(
          exchange,
          StatusCodes.UNAUTHORIZED,
          "missing or wrong token",
          "send it as 'Authorization: Bearer TOKEN'");
    } else if (settings.token().isEmpty() && !isFromLoopback(exchange)) {
      refuse(
          exchange,
          "without a token, state-changing requests are accepted from loopback only",
          "start the server with --token-file");
    } else {
      next.handleRequest(exchange);
    }
  }

  private static void refuse(HttpServerExchange exchange, String detail, String hint) {
    Problem.send(exchange, StatusCodes.FORBIDDEN, detail, hint);
  }

  /** DNS rebinding needs a host name, so every address is accepted. */
  private boolean isAcceptedHost(HttpServerExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    if (host == null || exchange.getRequestHeaders().get(Headers.HOST).size() != 1) {
      return false;
    }
    String name = host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    return ADDRESS.matcher(name).matches()
        || name.equals("localhost")
        || name.equals(settings.host().toLowerCase(Locale.ROOT))
        || settings.allowedHosts().stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Clients other than browsers send no origin and are accepted. */
  private static boolean isSameOrigin(HttpServerExchange exchange) {
    String site = exchange.getRequestHeaders().getFirst(FETCH_SITE);
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return false;
    }
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
    return origin == null
        || origin.equalsIgnoreCase("http://" + host)
        || origin.equalsIgnoreCase("https://" + host);
  }

  /** A request forwarded by a proxy on this machine counts as remote. */
  private static boolean isFromLoopback(HttpServerExchange exchange) {
    InetSocketAddress peer = exchange.getSourceAddress();
    InetAddress address = peer == null ? null : peer.getAddress();
    return address != null
        && address.isLoopbackAddress()
        && !exchange.getRequestHeaders().contains(Headers.X_FORWARDED_FOR)
        && !exchange.getRequestHeaders().contains(FORWARDED);
  }

  /** Compares digests, so the duration does not depend on the token that was sent. */
  private static boolean hasToken(HttpServerExchange exchange, String token) {
    String sent = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    return sent != null
        && sent.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && MessageDigest.isEqual(digest(sent.substring(BEARER.length()).strip()), digest(token));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
