package org.pumaguard.models.server.http;

import com.fasterxml.jackson.jr.ob.JSON;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Maps, lists, text and numbers as JSON (RFC 8259). */
public final class JsonText {

  private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

  private JsonText() {}

  /** As text in one line. */
  static String text(Object value) {
    try {
      return WRITER.asString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As an answer that nobody is to keep. */
  public static void send(HttpServerExchange exchange, Object value) {
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    send(exchange, "application/json", value);
  }

  /** As an answer of this type. */
  static void send(HttpServerExchange exchange, String type, Object value) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseSender().send(text(value) + "\n");
  }
}
