package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.pumaguard.models.domain.api.CacheException;

/**
 * Sends error responses: {@code application/problem+json}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Problem {

  private static final String TYPE = "application/problem+json";

  /** Value of {@code Retry-After} for failures that may be temporary. */
  private static final int RETRY_AFTER_SECONDS = 10;

  private Problem() {}

  /** Responds with a status, its cause, and what the client can do; no hint if that is empty. */
  public static void send(HttpServerExchange exchange, int status, String detail, String hint) {
    Map<String, Object> problem = base("about:blank", StatusCodes.getReason(status), status);
    problem.put("detail", detail);
    if (!hint.isEmpty()) {
      problem.put("hint", hint);
    }
    send(exchange, status, problem);
  }

  /** Responds with a failure of the cache. */
  public static void send(HttpServerExchange exchange, CacheException failure) {
    int status = status(failure.kind());
    String kind = word(failure.kind());
    Map<String, Object> problem =
        base("urn:pumaguard:problem:" + kind, kind.replace('-', ' '), status);
    problem.put("detail", String.valueOf(failure.getMessage()));
    problem.put("hint", failure.hint().text());
    problem.put("kind", kind);
    if (status == StatusCodes.SERVICE_UNAVAILABLE) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    send(exchange, status, problem);
  }

  private static Map<String, Object> base(String type, String title, int status) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", type);
    problem.put("title", title);
    problem.put("status", status);
    return problem;
  }

  private static void send(HttpServerExchange exchange, int status, Map<String, Object> problem) {
    if (exchange.isResponseStarted()) {
      exchange.endExchange();
      return;
    }
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    JsonText.send(exchange, TYPE, problem);
  }

  /** The API's word for a kind of failure, such as {@code unknown-model}. */
  public static String word(CacheException.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int status(CacheException.Kind kind) {
    return switch (kind) {
      case UNKNOWN_MODEL -> StatusCodes.NOT_FOUND;
      case INTEGRITY -> StatusCodes.BAD_GATEWAY;
      case INTERNAL -> StatusCodes.INTERNAL_SERVER_ERROR;
      case STORAGE -> StatusCodes.INSUFFICIENT_STORAGE;
      case REGISTRY, NOT_FOUND, UNAVAILABLE, OFFLINE, LOCKED, INTERRUPTED, CLOSED ->
          StatusCodes.SERVICE_UNAVAILABLE;
    };
  }
}
