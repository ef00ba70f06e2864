package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.DateUtils;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/**
 * Evaluates the conditional headers of a request. Several headers of the same name are one list. A
 * condition on the ETag takes precedence over one on the date, which has whole seconds only.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13">RFC 9110, section 13</a>
 */
public final class Preconditions {

  private Preconditions() {}

  /** Whether the client lacks this version: {@code If-None-Match} does not list its ETag. */
  public static boolean isModified(HttpServerExchange exchange, ETag etag) {
    return isModified(exchange, etag, Optional.empty());
  }

  /**
   * Whether the client lacks this version: {@code If-None-Match} does not list its ETag; or,
   * without that header, it was modified after the date in {@code If-Modified-Since}.
   *
   * @param modified in whole seconds; empty if unknown
   */
  public static boolean isModified(
      HttpServerExchange exchange, ETag etag, Optional<Instant> modified) {
    String known = list(exchange, Headers.IF_NONE_MATCH);
    if (known.isEmpty()) {
      Optional<Instant> since = date(exchange, Headers.IF_MODIFIED_SINCE);
      return modified.isEmpty() || since.isEmpty() || modified.get().isAfter(since.get());
    }
    // For *, Undertow returns true, which is right for If-Match only.
    return !known.strip().equals("*") && ETagUtils.handleIfNoneMatch(known, etag, true);
  }

  /**
   * Whether the client accepts this version: {@code If-Match} lists its ETag; or, without that
   * header, it was not modified after the date in {@code If-Unmodified-Since}.
   *
   * @param modified in whole seconds; empty if unknown
   */
  public static boolean isAccepted(
      HttpServerExchange exchange, ETag etag, Optional<Instant> modified) {
    String accepted = list(exchange, Headers.IF_MATCH);
    if (accepted.isEmpty()) {
      Optional<Instant> since = date(exchange, Headers.IF_UNMODIFIED_SINCE);
      return modified.isEmpty() || since.isEmpty() || !modified.get().isAfter(since.get());
    }
    return ETagUtils.handleIfMatch(accepted, etag, false);
  }

  /**
   * Whether a range may be sent: {@code If-Range} is absent or names this version, by its ETag or
   * by exactly its date.
   *
   * @param modified a date that no other version had; empty if unknown
   */
  public static boolean isSameVersion(
      HttpServerExchange exchange, ETag etag, Optional<Instant> modified) {
    String condition = list(exchange, Headers.IF_RANGE).strip();
    return condition.isEmpty()
        || condition.equals(etag.toString())
        || (modified.isPresent() && date(exchange, Headers.IF_RANGE).equals(modified));
  }

  /** The date of a header; empty if the header is absent, repeated or not a date. */
  private static Optional<Instant> date(HttpServerExchange exchange, HttpString header) {
    HeaderValues values = exchange.getRequestHeaders().get(header);
    return values == null || values.size() != 1
        ? Optional.empty()
        : Optional.ofNullable(DateUtils.parseDate(values.getFirst())).map(Date::toInstant);
  }

  private static String list(HttpServerExchange exchange, HttpString header) {
    HeaderValues values = exchange.getRequestHeaders().get(header);
    return values == null ? "" : String.join(", ", values);
  }
}
