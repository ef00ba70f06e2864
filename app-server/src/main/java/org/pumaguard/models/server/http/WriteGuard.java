package org.pumaguard.models.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pumaguard.models.server.settings.ServerSettings;

/**
 * Authorises state-changing requests: with the token if the server has one, otherwise from loopback
 * only. A reverse proxy on this machine connects from loopback too, so without a token a request
 * must name a loopback host and show no sign of a proxy. Refuses requests of browsers from pages of
 * another origin, including pages whose host name was made to resolve to this server (DNS
 * rebinding).
 */
final class WriteGuard implements HttpHandler {

  private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");

  /** Headers that proxies add. */
  private static final List<HttpString> FORWARDED =
      Stream.of(
              "Forwarded",
              "Via",
              "X-Forwarded-For",
              "X-Forwarded-Host",
              "X-Forwarded-Port",
              "X-Forwarded-Proto",
              "X-Forwarded-Server",
              "X-Real-IP")
          .map(HttpString::new)
          .toList();

  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost\\.?|127(\\.\\d{1,3}){3}|\\[(0*:)+0*1]|\\[::ffff:127(\\.\\d{1,3}){3}]");
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
          "without a token, state-changing requests are accepted only from this machine, to a"
              + " loopback address, and not through a proxy",
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
    HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
    if (hosts == null || hosts.size() != 1) {
      return false;
    }
    String name = hostName(exchange);
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

  /**
   * Whether a request was sent on this machine to this machine. A request of HTTP/1.0 counts as
   * remote, since that is what nginx sends by default, without any header of a proxy.
   */
  private static boolean isFromLoopback(HttpServerExchange exchange) {
    InetSocketAddress peer = exchange.getSourceAddress();
    InetAddress address = peer == null ? null : peer.getAddress();
    return address != null
        && address.isLoopbackAddress()
        && LOOPBACK.matcher(hostName(exchange)).matches()
        && !exchange.getProtocol().equals(Protocols.HTTP_1_0)
        && FORWARDED.stream().noneMatch(exchange.getRequestHeaders()::contains);
  }

  /** The host that the request names, in lower case and without the port. */
  private static String hostName(HttpServerExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    return host == null ? "" : host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
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
