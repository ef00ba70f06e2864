package org.pumaguard.models.embedding;

import java.net.URI;
import java.nio.file.Path;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.HttpModule;
import org.pumaguard.models.http.settings.HttpSettings;

/** A program that needs a model, and knows no Guice. */
final class PlainJava {

  private PlainJava() {}

  static Path detector(Path directory, URI registry) {
    // doc: plain
    try (HttpConnections connections = new HttpConnections(HttpSettings.DEFAULT)) {
      Adapters adapters =
          FilesystemModule.adapters(new FilesystemSettings(directory), Progress.none())
              .with(HttpModule.fetcher(connections, Progress.none()));
      ModelCache models =
          new CacheFactory(adapters, CacheSettings.DEFAULT).cache(new Location(registry));
      return models.ensure(ModelName.parse("detector.h5"));
    }
    // doc: end
  }
}
