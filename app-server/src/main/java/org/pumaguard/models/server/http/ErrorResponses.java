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

/** Turns what goes wrong while a request is answered into an answer. */
public final class ErrorResponses {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

  private ErrorResponses() {}

  /** Lets a handler answer, or answers with why it could not. */
  public static void guarded(HttpHandler handler, HttpServerExchange exchange) {
    try {
      handler.handleRequest(exchange);
    } catch (CacheException e) {
      Problem.send(exchange, e);
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is not answered: the server stops", exchange.getRequestPath());
      IoUtils.safeClose(exchange.getConnection());
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      answer(exchange, e);
    }
  }

  /** Answers that something went wrong that should not; what it was is for the log. */
  public static void answer(HttpServerExchange exchange, Throwable cause) {
    if (cause instanceof IOException e) {
      LOG.warn("{} can't be answered: {}", exchange.getRequestPath(), e.toString());
    } else {
      LOG.error("{} can't be answered", exchange.getRequestPath(), cause);
    }
    Problem.send(
        exchange,
        StatusCodes.INTERNAL_SERVER_ERROR,
        "the request can't be answered",
        "the server's log says why");
  }
}
