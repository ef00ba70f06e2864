package org.pumaguard.models.http;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import org.pumaguard.models.domain.port.Fetcher;

/** Adds the fetcher for {@code http} and {@code https}. Needs nothing. */
public final class HttpModule extends AbstractModule {

  private final HttpConnections connections;

  /** A module over connections that the caller closes. */
  public HttpModule(HttpConnections connections) {
    this.connections = connections;
  }

  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), Fetcher.class)
        .addBinding()
        .toInstance(new HttpFetcher(connections::client));
  }
}
