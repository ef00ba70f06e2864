package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/**
 * What a request says of the version that it is for. A header that stands there several times is
 * one list.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13">RFC 9110, section 13</a>
 */
public final class Preconditions {

  private Preconditions() {}

  /** Whether the client has another version than this one, or none. */
  public static boolean isNewTo(HttpServerExchange exchange, ETag etag) {
    String known = list(exchange, Headers.IF_NONE_MATCH);
    // Undertow takes the star for "whatever there is", as in the other header.
    return known.isEmpty()
        || (!known.strip().equals("*") && ETagUtils.handleIfNoneMatch(known, etag, true));
  }

  /** Whether the client takes this version. */
  public static boolean isWanted(HttpServerExchange exchange, ETag etag) {
    String wanted = list(exchange, Headers.IF_MATCH);
    return wanted.isEmpty() || ETagUtils.handleIfMatch(wanted, etag, false);
  }

  private static String list(HttpServerExchange exchange, HttpString header) {
    HeaderValues values = exchange.getRequestHeaders().get(header);
    return values == null ? "" : String.join(", ", values);
  }
}
