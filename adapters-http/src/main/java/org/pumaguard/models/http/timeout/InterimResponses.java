package org.pumaguard.models.http.timeout;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.Http1StreamListener;

/**
 * Gives who sends an interim answer the time for the next one, so often. HttpClient tells of {@code
 * 100 Continue} only here. Safe for use by many threads.
 */
public final class InterimResponses implements Http1StreamListener {

  /** Who says every ten seconds that he is at it may do so for ten minutes. */
  private static final int MOST = 60;

  private final Map<HttpConnection, Waiting> waiting = new ConcurrentHashMap<>();

  /** From now on the deadline is for answers over this connection. */
  public void expect(HttpConnection connection, Deadlines.Deadline deadline) {
    waiting.put(connection, new Waiting(deadline, new AtomicInteger()));
  }

  public void forget(HttpConnection connection) {
    waiting.remove(connection);
  }

  @Override
  public void onResponseHead(HttpConnection connection, HttpResponse response) {
    Waiting one = waiting.get(connection);
    if (response.getCode() < HttpStatus.SC_SUCCESS
        && one != null
        && one.count().incrementAndGet() <= MOST) {
      one.deadline().again();
    }
  }

  @Override
  public void onRequestHead(HttpConnection connection, HttpRequest request) {}

  @Override
  public void onExchangeComplete(HttpConnection connection, boolean keepAlive) {}

  private record Waiting(Deadlines.Deadline deadline, AtomicInteger count) {}
}
