package org.pumaguard.models.server.web;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.server.work.Jobs;

/**
 * Suspends a request until a model is fetched and verified. A suspended request occupies no thread.
 * Thread-safe.
 */
public final class PullThrough {

  private static final Duration MAX_INTERVAL = Duration.ofSeconds(10);

  private final Jobs jobs;
  private final long intervalMillis;

  /**
   * Fetches by jobs.
   *
   * @param idle the server's idle timeout; interim responses are sent more often, so that it does
   *     not close the connection of a suspended request
   */
  public PullThrough(Jobs jobs, Duration idle) {
    this.jobs = jobs;
    this.intervalMillis = Math.min(MAX_INTERVAL.toMillis(), Math.max(1, idle.toMillis() / 3));
  }

  /**
   * Fetches a model, or joins the running fetch. Non-blocking.
   *
   * @param then responds after the fetch has succeeded; a failure is sent as a problem
   */
  void fetch(HttpServerExchange exchange, ModelName model, HttpHandler then) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          SuspendedRequest request = new SuspendedRequest(exchange, then, intervalMillis);
          request.scheduleInterimResponse();
          CompletableFuture<Void> unused =
              jobs.start(model, Jobs.Kind.ENSURE)
                  .whenComplete(
                      (done, failure) ->
                          exchange.getIoThread().execute(() -> request.resume(failure)));
        });
  }
}
