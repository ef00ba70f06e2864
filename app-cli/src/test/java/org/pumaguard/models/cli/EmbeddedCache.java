package org.pumaguard.models.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.HttpModule;
import org.pumaguard.models.http.settings.HttpSettings;

/** A cache in this JVM with the real adapters, as an embedder has it, one piece at a time. */
final class EmbeddedCache implements AutoCloseable {

  private final HttpConnections connections =
      new HttpConnections(new HttpSettings(Duration.ofSeconds(20), 5, "test"));
  private final CacheFactory factory;
  private final CacheRegistry records;

  /**
   * A cache in a directory.
   *
   * @param before is told of each step that writes, before it is done
   */
  EmbeddedCache(Path directory, Consumer<String> before) {
    this(directory, before, CacheSettings.DEFAULT.quota());
  }

  /** With a quota, in bytes, which is kept after a fetch. */
  EmbeddedCache(Path directory, Consumer<String> before, OptionalLong quota) {
    Adapters adapters =
        FilesystemModule.adapters(new FilesystemSettings(directory), Progress.none())
            .with(HttpModule.fetcher(connections, Progress.none()));
    this.records = adapters.directory().records();
    this.factory =
        new CacheFactory(
            FaultPoints.around(adapters, before),
            new CacheSettings(
                false,
                Parallelism.exactly(1),
                VerifyPolicy.CHANGED,
                CacheSettings.DEFAULT.withRetries(0).retry(),
                Duration.ofSeconds(30),
                quota));
  }

  /** Without a listener. */
  EmbeddedCache(Path directory) {
    this(directory, step -> {});
  }

  /** Of the models of the registry in a folder, from a source. */
  ModelCache cache(Path folder, String source) {
    SourceRegistry registry =
        factory
            .registryLoader()
            .load(new Location(folder.toUri()), false)
            .withSources(List.of(SourceLocation.parse(source, Optional.empty())));
    return factory.cache(() -> registry);
  }

  /** What writes bundles from a cache, and takes them into it. */
  Bundler bundler(ModelCache cache) {
    return factory.bundler(cache);
  }

  /** Of the models of a registry that may change. */
  ModelCache cache(Supplier<SourceRegistry> registry) {
    return factory.cache(registry);
  }

  /** What the cache has recorded. */
  CacheRegistry records() {
    return records;
  }

  @Override
  public void close() {
    connections.close();
  }
}
