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
 * Restarts the deadline of a request at each interim response, a limited number of times. A stream
 * listener is the only place where HttpClient reports {@code 100 Continue}. Thread-safe.
 */
public final class InterimResponses implements Http1StreamListener {

  /** With an interim response every 10 s, a server may take 10 minutes. */
  private static final int MAX_RESTARTS = 60;

  private final Map<HttpConnection, Pending> pending = new ConcurrentHashMap<>();

  /** Restarts this deadline at interim responses on this connection. */
  public void register(HttpConnection connection, Deadlines.Deadline deadline) {
    pending.put(connection, new Pending(deadline, new AtomicInteger()));
  }

  /** Ends the registration of a connection. */
  public void unregister(HttpConnection connection) {
    pending.remove(connection);
  }

  @Override
  public void onResponseHead(HttpConnection connection, HttpResponse response) {
    Pending request = pending.get(connection);
    if (response.getCode() < HttpStatus.SC_SUCCESS
        && request != null
        && request.restarts().incrementAndGet() <= MAX_RESTARTS) {
      request.deadline().restart();
    }
  }

  @Override
  public void onRequestHead(HttpConnection connection, HttpRequest request) {}

  @Override
  public void onExchangeComplete(HttpConnection connection, boolean keepAlive) {}

  private record Pending(Deadlines.Deadline deadline, AtomicInteger restarts) {}
}
