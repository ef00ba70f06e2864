package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/**
 * Evaluates the conditional headers of a request. Several headers of the same name are one list.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13">RFC 9110, section 13</a>
 */
public final class Preconditions {

  private Preconditions() {}

  /** Whether the client lacks this version: {@code If-None-Match} does not list its ETag. */
  public static boolean isModified(HttpServerExchange exchange, ETag etag) {
    String known = list(exchange, Headers.IF_NONE_MATCH);
    // For *, Undertow returns true, which is right for If-Match only.
    return known.isEmpty()
        || (!known.strip().equals("*") && ETagUtils.handleIfNoneMatch(known, etag, true));
  }

  /** Whether the client accepts this version: {@code If-Match} is absent or lists its ETag. */
  public static boolean isAccepted(HttpServerExchange exchange, ETag etag) {
    String accepted = list(exchange, Headers.IF_MATCH);
    return accepted.isEmpty() || ETagUtils.handleIfMatch(accepted, etag, false);
  }

  private static String list(HttpServerExchange exchange, HttpString header) {
    HeaderValues values = exchange.getRequestHeaders().get(header);
    return values == null ? "" : String.join(", ", values);
  }
}
