package org.pumaguard.models.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is to be done when an exchange is over, in the opposite order: when its answer was sent, or
 * when its connection is gone, which Undertow tells to nobody who waits for the answer's end.
 */
final class ExchangeEnd {

  private static final AttachmentKey<ExchangeEnd> CURRENT = AttachmentKey.create(ExchangeEnd.class);

  private final Deque<Runnable> actions = new ArrayDeque<>();
  private boolean isOver;

  private ExchangeEnd() {}

  /** Has something done in the end of this exchange, exactly once. */
  static void of(HttpServerExchange exchange, Runnable action) {
    exchange.getAttachment(CURRENT).add(action);
  }

  /** Begins an exchange. */
  static void begin(HttpServerExchange exchange) {
    ExchangeEnd ending = new ExchangeEnd();
    exchange.putAttachment(CURRENT, ending);
    ServerConnection connection = exchange.getConnection();
    if (connection.getAttachment(CURRENT) == null) {
      connection.addCloseListener(closed -> closed.getAttachment(CURRENT).run());
    }
    connection.putAttachment(CURRENT, ending);
    exchange.addExchangeCompleteListener(
        (ended, next) -> {
          ending.run();
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
    Deque<Runnable> all;
    synchronized (this) {
      isOver = true;
      all = new ArrayDeque<>(actions);
      actions.clear();
    }
    all.forEach(Runnable::run);
  }
}
