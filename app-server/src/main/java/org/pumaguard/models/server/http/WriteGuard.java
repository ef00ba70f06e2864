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
import java.util.Optional;
import java.util.regex.Pattern;
import org.pumaguard.models.server.settings.ServerSettings;

/**
 * Lets through to what changes something only who may do that: with the token where there is one,
 * else from this machine; and no page of another origin that a browser shows, be it by its own name
 * or by one that was made to point here (DNS rebinding).
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
    if (!isOwnName(exchange)) {
      refuse(
          exchange,
          "this server is not called '" + exchange.getHostName() + "'",
          "use its address, or allow the name with --allowed-host");
    } else if (!isOwnOrigin(exchange)) {
      refuse(exchange, "a page of another origin may change nothing here", "");
    } else if (settings.token().isPresent() && !hasToken(exchange, settings.token().get())) {
      exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
      Problem.send(
          exchange,
          StatusCodes.UNAUTHORIZED,
          "this needs the server's token",
          "send it as 'Authorization: Bearer TOKEN'");
    } else if (settings.token().isEmpty() && !isFromHere(exchange)) {
      refuse(
          exchange,
          "without a token only this machine may change something",
          "start the server with --token-file");
    } else {
      next.handleRequest(exchange);
    }
  }

  private static void refuse(HttpServerExchange exchange, String detail, String hint) {
    Problem.send(exchange, StatusCodes.FORBIDDEN, detail, hint);
  }

  /** An address can't be made to point elsewhere, a name can. */
  private boolean isOwnName(HttpServerExchange exchange) {
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

  /** Programs that are no browsers say nothing of an origin. */
  private static boolean isOwnOrigin(HttpServerExchange exchange) {
    Optional<String> site = Optional.ofNullable(exchange.getRequestHeaders().getFirst(FETCH_SITE));
    if (site.isPresent() && !site.get().equals("same-origin") && !site.get().equals("none")) {
      return false;
    }
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    Optional<String> origin =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.ORIGIN));
    return origin.isEmpty()
        || origin.get().equalsIgnoreCase("http://" + host)
        || origin.get().equalsIgnoreCase("https://" + host);
  }

  /** What a proxy on this machine passes on comes from elsewhere. */
  private static boolean isFromHere(HttpServerExchange exchange) {
    InetSocketAddress peer = exchange.getSourceAddress();
    InetAddress address = peer == null ? null : peer.getAddress();
    return address != null
        && address.isLoopbackAddress()
        && !exchange.getRequestHeaders().contains(Headers.X_FORWARDED_FOR)
        && !exchange.getRequestHeaders().contains(FORWARDED);
  }

  /** Compares digests, which takes as long whatever was sent. */
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
