package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Actions to run when an exchange is over, last added first: after the response was sent, or after
 * the connection was lost. Undertow's own completion listeners are not called in the second case.
 */
final class ExchangeCompletion {

  private static final AttachmentKey<ExchangeCompletion> KEY =
      AttachmentKey.create(ExchangeCompletion.class);

  private final Deque<Runnable> actions = new ArrayDeque<>();
  private boolean isOver;

  private ExchangeCompletion() {}

  /** Runs an action exactly once when the exchange is over; at once if it is over already. */
  static void onComplete(HttpServerExchange exchange, Runnable action) {
    exchange.getAttachment(KEY).add(action);
  }

  /** Enables {@link #onComplete} for an exchange. */
  static void attach(HttpServerExchange exchange) {
    ExchangeCompletion completion = new ExchangeCompletion();
    exchange.putAttachment(KEY, completion);
    ServerConnection connection = exchange.getConnection();
    if (connection.getAttachment(KEY) == null) {
      connection.addCloseListener(closed -> closed.getAttachment(KEY).run());
    }
    connection.putAttachment(KEY, completion);
    exchange.addExchangeCompleteListener(
        (completed, next) -> {
          completion.run();
          next.proceed();
        });
  }

  private void add(Runnable action) {
    synchronized (this) {
      if (!isOver) {
        actions.push(action);
        return;
      }
    }
    action.run();
  }

  private void run() {
    Deque<Runnable> pending;
    synchronized (this) {
      isOver = true;
      pending = new ArrayDeque<>(actions);
      actions.clear();
    }
    pending.forEach(Runnable::run);
  }
}
