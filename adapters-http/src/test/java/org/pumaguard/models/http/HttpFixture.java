package org.pumaguard.models.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.CollectingReceiver;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Fetcher.Outcome;
import org.pumaguard.models.domain.port.Fetcher.Request;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;

/** A faulty server and a fetcher. */
final class HttpFixture implements AutoCloseable {

  final FaultyServer server;
  private final HttpConnections connections;
  private final Fetcher fetcher;

  HttpFixture(Duration timeout, int connections) throws IOException {
    this(new HttpSettings(timeout, connections, "test"), warning -> {});
  }

  HttpFixture(HttpSettings settings, Consumer<String> warnings) throws IOException {
    server = new FaultyServer();
    connections = new HttpConnections(settings);
    fetcher = new HttpFetcher(connections, warnings);
  }

  /** With a time-out that no test reaches. */
  static HttpFixture patient() throws IOException {
    return new HttpFixture(Duration.ofSeconds(30), 8);
  }

  /** Like {@link #patient()}, with proxies. */
  static HttpFixture with(ProxySettings proxies) throws IOException {
    return with(proxies, TrustSettings.JAVA, CredentialSettings.NONE);
  }

  /** Like {@link #patient()}, with additional trusted certificates. */
  static HttpFixture with(TrustSettings trust) throws IOException {
    return with(ProxySettings.NONE, trust, CredentialSettings.NONE);
  }

  static HttpFixture with(
      ProxySettings proxies, TrustSettings trust, CredentialSettings credentials)
      throws IOException {
    return new HttpFixture(
        new HttpSettings(Duration.ofSeconds(30), 8, "test", proxies, trust, credentials),
        warning -> {});
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
      throw new AssertionError(outcome + " contradicts the calls of the receiver");
    }
    return receiver;
  }

  @Override
  public void close() throws IOException {
    connections.close();
    server.close();
  }
}
