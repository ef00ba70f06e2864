package org.pumaguard.models.server.web;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.pumaguard.models.server.http.Preconditions;
import org.pumaguard.models.server.http.Problem;

/** Serves the files of the dashboard from the class path. Names other than plain ones are 404. */
final class StaticAssets {

  private static final Pattern NAME = Pattern.compile("[a-z]+\\.(html|js|css|svg)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private StaticAssets() {}

  /** Responds with a file of the dashboard. */
  static void send(HttpServerExchange exchange, String name) throws IOException {
    Matcher known = NAME.matcher(name);
    if (known.matches() && StaticAssets.class.getResource(name) != null) {
      sendResource(exchange, name, TYPES.getOrDefault(known.group(1), ""));
    } else {
      Problem.send(exchange, StatusCodes.NOT_FOUND, "no such file of the dashboard", "");
    }
  }

  /** Responds with a resource of the class path. */
  static void sendResource(HttpServerExchange exchange, String name, String type)
      throws IOException {
    try (InputStream stream = StaticAssets.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("resource missing from the program: " + name);
      }
      sendBytes(exchange, stream.readAllBytes(), type);
    }
  }

  /** Responds with a page or a file of one. */
  static void sendBytes(HttpServerExchange exchange, byte[] bytes, String type) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    ETag etag = new ETag(false, Long.toHexString(sum.getValue()));
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, type)
        .put(Headers.ETAG, etag.toString())
        .put(Headers.CACHE_CONTROL, "no-cache")
        .put(new HttpString("Content-Security-Policy"), POLICY)
        .put(new HttpString("Cross-Origin-Opener-Policy"), "same-origin");
    if (!Preconditions.isModified(exchange, etag)) {
      exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
      exchange.endExchange();
      return;
    }
    exchange.getResponseSender().send(ByteBuffer.wrap(bytes));
  }
}
