package org.pumaguard.models.server.web;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.server.http.ErrorResponses;
import org.pumaguard.models.server.http.Problem;
import org.xnio.IoUtils;

/**
 * A request that waits for a fetch. The response starts after the verification, which takes longer
 * than the read timeout of most clients, so {@code 100 Continue} is sent periodically: clients have
 * to accept any number of interim responses (RFC 9110, section 15.2).
 *
 * <p>Everything except the response runs in the connection's I/O thread, so nothing is written
 * concurrently.
 */
final class SuspendedRequest {

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final HttpServerExchange exchange;
  private final HttpHandler then;
  private final long intervalMillis;
  private boolean isResumed;

  SuspendedRequest(HttpServerExchange exchange, HttpHandler then, long intervalMillis) {
    this.exchange = exchange;
    this.then = then;
    this.intervalMillis = intervalMillis;
  }

  /** Sends an interim response after the interval, and periodically until the request resumes. */
  void scheduleInterimResponse() {
    if (exchange.getProtocol().equals(Protocols.HTTP_1_1)
        && exchange.getConnection() instanceof AbstractServerConnection connection) {
      exchange
          .getIoThread()
          .executeAfter(
              () -> sendInterimResponse(connection), intervalMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void sendInterimResponse(AbstractServerConnection connection) {
    if (isResumed || !connection.isOpen()) {
      return;
    }
    try {
      ByteBuffer line = ByteBuffer.wrap(CONTINUE);
      connection.getOriginalSinkConduit().write(line);
      if (line.hasRemaining()) {
        // The client reads nothing, not even 25 bytes in the interval.
        IoUtils.safeClose(connection);
        return;
      }
      scheduleInterimResponse();
    } catch (IOException e) {
      IoUtils.safeClose(connection);
    }
  }

  /**
   * Responds in a worker thread.
   *
   * @param failure of the fetch; null if it succeeded
   */
  void resume(Throwable failure) {
    isResumed = true;
    try {
      exchange.getConnection().getWorker().execute(() -> respond(failure));
    } catch (RejectedExecutionException e) {
      IoUtils.safeClose(exchange.getConnection()); // The server is stopping.
    }
  }

  private void respond(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof CacheException known) {
      Problem.send(exchange, known);
    } else if (cause != null) {
      ErrorResponses.sendInternalError(exchange, cause);
    } else {
      ErrorResponses.handle(then, exchange);
    }
  }
}
