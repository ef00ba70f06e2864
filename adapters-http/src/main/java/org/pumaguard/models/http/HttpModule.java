package org.pumaguard.models.http;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import com.google.inject.multibindings.Multibinder;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;

/** Binds the fetcher for {@code http} and {@code https}. Requires {@link Progress} for warnings. */
public final class HttpModule extends AbstractModule {

  private final HttpConnections connections;

  /** Uses these connections; the caller closes them. */
  public HttpModule(HttpConnections connections) {
    this.connections = connections;
  }

  /** The fetcher for {@code http} and {@code https}, for programs without Guice. */
  public static Fetcher fetcher(HttpConnections connections, Progress progress) {
    return new HttpFetcher(connections, progress::warn);
  }

  @Override
  protected void configure() {
    Provider<Progress> progress = getProvider(Progress.class);
    Multibinder.newSetBinder(binder(), Fetcher.class)
        .addBinding()
        .toProvider(() -> fetcher(connections, progress.get()))
        .in(Scopes.SINGLETON);
  }
}
