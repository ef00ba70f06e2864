package org.pumaguard.models.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.pumaguard.models.domain.api.CacheException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/** Maps exceptions of handlers to responses. */
public final class ErrorResponses {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

  private ErrorResponses() {}

  /** Runs a handler, and sends a problem response if it throws. */
  public static void handle(HttpHandler handler, HttpServerExchange exchange) {
    try {
      handler.handleRequest(exchange);
    } catch (CacheException e) {
      Problem.send(exchange, e);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: connection closed because the server is stopping", exchange.getRequestPath());
      IoUtils.safeClose(exchange.getConnection());
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      sendInternalError(exchange, e);
    }
  }

  /** Responds with status 500; the cause goes to the log only. */
  public static void sendInternalError(HttpServerExchange exchange, Throwable cause) {
    if (cause instanceof IOException e) {
      LOG.warn("{}: request failed: {}", exchange.getRequestPath(), e.toString());
    } else {
      LOG.error("{}: request failed", exchange.getRequestPath(), cause);
    }
    Problem.send(
        exchange,
        StatusCodes.INTERNAL_SERVER_ERROR,
        "internal error",
        "the server's log has the cause");
  }
}
