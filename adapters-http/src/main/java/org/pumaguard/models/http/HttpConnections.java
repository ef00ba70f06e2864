package org.pumaguard.models.http;

import java.security.Security;
import java.util.Optional;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;
import org.pumaguard.models.http.connect.AddressFamilies;
import org.pumaguard.models.http.connect.Resolver;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.timeout.Deadlines;

/**
 * The HTTP connections of a program. The client is created at the first request, so a program that
 * fetches nothing does not load it. Thread-safe. The program closes it when it exits.
 */
public final class HttpConnections implements AutoCloseable {

  private final HttpSettings settings;
  private final Optional<Resolver> resolver;
  private final boolean isOfProgram;
  private State state;

  /** Opens no connection yet. */
  public HttpConnections(HttpSettings settings) {
    this(settings, Optional.empty(), false, new Unopened());
  }

  /**
   * The connections of a program that has this JVM for itself. The first request ends Java's memory
   * of unknown hosts for the whole JVM: each retry within 10 s would get the first answer, also
   * when the network of a machine comes up late.
   */
  public static HttpConnections ofProgram(HttpSettings settings) {
    return new HttpConnections(settings, Optional.empty(), true, new Unopened());
  }

  /** Resolves host names with this resolver. */
  HttpConnections(HttpSettings settings, Resolver resolver) {
    this(settings, Optional.of(resolver), false, new Unopened());
  }

  /** Uses a client that is open. */
  HttpConnections(HttpSettings settings, CloseableHttpClient client) {
    this(settings, Optional.empty(), false, new Open(client, new Deadlines(settings.timeout())));
  }

  private HttpConnections(
      HttpSettings settings, Optional<Resolver> resolver, boolean isOfProgram, State state) {
    this.settings = settings;
    this.resolver = resolver;
    this.isOfProgram = isOfProgram;
    this.state = state;
  }

  HttpSettings settings() {
    return settings;
  }

  /**
   * The client, created at the first call.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  synchronized CloseableHttpClient client() {
    if (state instanceof Closed) {
      throw new IllegalStateException("HTTP connections are closed");
    }
    if (state instanceof Open open) {
      return open.client();
    }
    Deadlines deadlines = new Deadlines(settings.timeout());
    Open open = new Open(HttpClients.open(settings, deadlines, resolver()), deadlines);
    state = open;
    return open.client();
  }

  /** The address families of hosts, as the client resolves and connects to them. */
  AddressFamilies families() {
    return new AddressFamilies(resolver(), settings.timeout());
  }

  /** Java's is loaded when it is needed, as are its security properties. */
  private Resolver resolver() {
    if (isOfProgram) {
      Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }
    return resolver.orElseGet(() -> Resolver.SYSTEM);
  }

  /** Whether {@link #close()} was called. */
  synchronized boolean isClosed() {
    return state instanceof Closed;
  }

  /** Closes all connections immediately; transfers in progress fail. */
  @Override
  public synchronized void close() {
    State former = state;
    // Transfers that fail because of this find it closed.
    state = new Closed();
    if (former instanceof Open open) {
      open.client().close(CloseMode.IMMEDIATE);
      open.deadlines().close();
    }
  }

  private sealed interface State {}

  private record Unopened() implements State {}

  private record Open(CloseableHttpClient client, Deadlines deadlines) implements State {}

  private record Closed() implements State {}
}
