package org.pumaguard.models.server.web;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Protocols;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.server.http.ErrorResponses;
import org.pumaguard.models.server.http.Problem;
import org.pumaguard.models.server.work.Jobs;
import org.xnio.IoUtils;

/**
 * Lets a request wait until a model is fetched, without a thread. Nothing of it may be sent before
 * all of it was verified, which takes longer than most clients wait for a first byte; so they are
 * told {@code 100 Continue} now and then, which each has to bear and may ignore (RFC 9110, section
 * 15.2), and which shows that somebody is there.
 */
public final class PullThrough {

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final Duration OFTEN_ENOUGH = Duration.ofSeconds(10);

  private final Jobs jobs;
  private final long everyMillis;

  /**
   * What lets requests wait.
   *
   * @param idle how long a connection may be silent before this server closes it, which it may not
   *     while somebody waits
   */
  public PullThrough(Jobs jobs, Duration idle) {
    this.jobs = jobs;
    this.everyMillis = Math.min(OFTEN_ENOUGH.toMillis(), Math.max(1, idle.toMillis() / 3));
  }

  /**
   * Has a model fetched, one time however many ask.
   *
   * @param then answers when it is there
   */
  void fetch(HttpServerExchange exchange, ModelName model, HttpHandler then) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          Wait wait = new Wait(exchange, then, everyMillis);
          wait.tick();
          CompletableFuture<Void> unused =
              jobs.start(model, Jobs.Kind.ENSURE)
                  .whenComplete(
                      (done, failure) -> exchange.getIoThread().execute(() -> wait.over(failure)));
        });
  }

  private static boolean canContinue(HttpServerExchange exchange) {
    return exchange.getProtocol().equals(Protocols.HTTP_1_1)
        && exchange.getConnection() instanceof AbstractServerConnection;
  }

  /** All but the answer happens in the connection's own thread, so that nothing overlaps. */
  private static final class Wait {

    private final HttpServerExchange exchange;
    private final HttpHandler then;
    private final long everyMillis;
    private boolean isOver;

    Wait(HttpServerExchange exchange, HttpHandler then, long everyMillis) {
      this.exchange = exchange;
      this.then = then;
      this.everyMillis = everyMillis;
    }

    private void tick() {
      if (canContinue(exchange)) {
        exchange.getIoThread().executeAfter(this::sign, everyMillis, TimeUnit.MILLISECONDS);
      }
    }

    private void sign() {
      if (isOver || !exchange.getConnection().isOpen()) {
        return;
      }
      try {
        ByteBuffer line = ByteBuffer.wrap(CONTINUE);
        ((AbstractServerConnection) exchange.getConnection()).getOriginalSinkConduit().write(line);
        if (line.hasRemaining()) {
          // Somebody who does not even read this much is not waiting for anything.
          IoUtils.safeClose(exchange.getConnection());
          return;
        }
        tick();
      } catch (IOException e) {
        IoUtils.safeClose(exchange.getConnection());
      }
    }

    private void over(Throwable failure) {
      isOver = true;
      try {
        exchange.getConnection().getWorker().execute(() -> answer(failure));
      } catch (RejectedExecutionException e) {
        IoUtils.safeClose(exchange.getConnection()); // The server stops.
      }
    }

    private void answer(Throwable failure) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      if (cause instanceof CacheException known) {
        Problem.send(exchange, known);
      } else if (cause != null) {
        ErrorResponses.answer(exchange, cause);
      } else {
        ErrorResponses.guarded(then, exchange);
      }
    }
  }
}
