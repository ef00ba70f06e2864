package org.pumaguard.models.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Outcome;
import org.pumaguard.models.domain.port.Fetcher.Request;

/** A faulty server and a fetcher, for the tests of this adapter. */
final class HttpFixture implements AutoCloseable {

  final FaultyServer server;
  private final HttpConnections connections;
  private final Fetcher fetcher;

  HttpFixture(Duration timeout, int connections) throws IOException {
    server = new FaultyServer();
    this.connections = new HttpConnections(new HttpSettings(timeout, connections, "test"));
    fetcher = new HttpFetcher(this.connections::client);
  }

  /** With a patience that no test exhausts. */
  static HttpFixture patient() throws IOException {
    return new HttpFixture(Duration.ofSeconds(30), 8);
  }

  Fetcher fetcher() {
    return fetcher;
  }

  CollectingReceiver fetch(Location location) throws IOException {
    return fetch(Request.whole(location));
  }

  CollectingReceiver fetch(Location location, long offset, String validator) throws IOException {
    return fetch(Request.from(location, offset, Optional.of(validator)));
  }

  CollectingReceiver fetch(Request request) throws IOException {
    CollectingReceiver receiver = new CollectingReceiver();
    Outcome outcome = fetcher.fetch(request, receiver, new Cancellation());
    if ((outcome == Outcome.NOT_MODIFIED) == receiver.wasCalled()) {
      throw new AssertionError(outcome + " does not fit what was pushed");
    }
    return receiver;
  }

  @Override
  public void close() throws IOException {
    connections.close();
    server.close();
  }
}
