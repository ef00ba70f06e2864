package org.pumaguard.models.embedding;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.HttpModule;

/** A program's module that binds a {@link ModelCache}; the program closes the connections. */
// doc: guice
final class WithGuice extends AbstractModule {

  private final Path directory;
  private final URI registry;
  private final HttpConnections connections;

  WithGuice(Path directory, URI registry, HttpConnections connections) {
    this.directory = directory;
    this.registry = registry;
    this.connections = connections;
  }

  @Override
  protected void configure() {
    install(new FilesystemModule(new FilesystemSettings(directory)));
    install(new HttpModule(connections));
    bind(Clock.class).toInstance(Clock.systemUTC());
    bind(Progress.class).toInstance(Progress.none());
  }

  @Provides
  @Singleton
  ModelCache models(Adapters adapters) {
    return new CacheFactory(adapters, CacheSettings.DEFAULT).cache(new Location(registry));
  }
}
// doc: end
