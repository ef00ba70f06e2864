package org.pumaguard.models.embedding;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.cache.ModelCache;

/** A program's module that binds a {@link ModelCache}; the program closes the cache. */
// doc: guice
final class WithGuice extends AbstractModule {

  private final Path directory;
  private final URI registry;

  WithGuice(Path directory, URI registry) {
    this.directory = directory;
    this.registry = registry;
  }

  @Provides
  @Singleton
  ModelCache models() {
    return Models.at(directory).registry(registry).open();
  }
}
// doc: end
