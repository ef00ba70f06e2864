package org.pumaguard.models.server.http;

import com.fasterxml.jackson.jr.ob.JSON;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes maps, lists, strings and numbers as JSON (RFC 8259). */
public final class JsonText {

  private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

  private JsonText() {}

  /** JSON in one line. */
  static String text(Object value) {
    try {
      return WRITER.asString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a JSON response that caches do not store. */
  public static void send(HttpServerExchange exchange, Object value) {
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    send(exchange, "application/json", value);
  }

  /** Sends a JSON response with this media type. */
  static void send(HttpServerExchange exchange, String type, Object value) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseSender().send(text(value) + "\n");
  }
}
