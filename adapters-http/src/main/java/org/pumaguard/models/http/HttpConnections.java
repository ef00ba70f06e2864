package org.pumaguard.models.http;

import java.util.Optional;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.http.timeout.Deadlines;

/**
 * The connections of a program: made when first used, so that a program which fetches nothing does
 * not load the client; to be closed when the program ends.
 */
public final class HttpConnections implements AutoCloseable {

  private final HttpSettings settings;
  private boolean open;
  private Optional<Opened> opened = Optional.empty();

  /** No connections yet. */
  public HttpConnections(HttpSettings settings) {
    this.settings = settings;
    this.open = true;
  }

  HttpSettings settings() {
    return settings;
  }

  synchronized CloseableHttpClient client() {
    if (!open) {
      throw new IllegalStateException("the connections are closed");
    }
    if (opened.isEmpty()) {
      Deadlines deadlines = new Deadlines(settings.timeout());
      opened = Optional.of(new Opened(HttpClients.open(settings, deadlines), deadlines));
    }
    return opened.get().client();
  }

  /** Closes all connections at once; transfers that go on break off. */
  @Override
  public synchronized void close() {
    open = false;
    opened.ifPresent(
        made -> {
          made.client().close(CloseMode.IMMEDIATE);
          made.deadlines().close();
        });
  }

  private record Opened(CloseableHttpClient client, Deadlines deadlines) {}
}
