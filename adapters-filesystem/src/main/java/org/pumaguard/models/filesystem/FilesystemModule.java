package org.pumaguard.models.filesystem;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;

/**
 * Binds {@link ContentStore}, {@link CacheRegistry}, {@link CacheLock}, {@link RegistryParser},
 * {@link RegistryWriter}, {@link RegistryCopies}, {@link Archives}, a {@link CacheDirectory} for
 * the cache directory, a list of them for the base directories, and adds fetchers for {@code file}
 * and {@code classpath}. Needs {@link Progress} and {@link Clock}.
 */
public final class FilesystemModule extends AbstractModule {

  /** The registry that is built in: PumaGuard's published models. */
  public static final Location BUILT_IN_REGISTRY =
      new Location(URI.create("classpath:/org/pumaguard/models/filesystem/pumaguard.yaml"));

  private final FilesystemSettings settings;

  /** A module for these places. */
  public FilesystemModule(FilesystemSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    Multibinder<Fetcher> fetchers = Multibinder.newSetBinder(binder(), Fetcher.class);
    fetchers.addBinding().toInstance(new FileFetcher());
    fetchers.addBinding().toInstance(new ClassPathFetcher());
    StoreLayout layout = new StoreLayout(settings.cacheDirectory());
    bind(StoreLayout.class).toInstance(layout);
    bind(ContentStore.class).toInstance(new FileContentStore(layout));
    bind(CacheLock.class).toInstance(new FileLocks(layout));
    bind(RegistryCopies.class).toInstance(new FileRegistryCopies(layout));
  }

  @Provides
  @Singleton
  RegistryParser registryParser() {
    return new YamlRegistryParser();
  }

  @Provides
  @Singleton
  RegistryWriter registryWriter() {
    return new RegistryTextWriter();
  }

  @Provides
  @Singleton
  Archives archives() {
    return new CompressArchives();
  }

  @Provides
  @Singleton
  CacheRegistry cacheRegistry(StoreLayout layout, CacheLock locks, Progress progress, Clock clock) {
    return new JsonCacheRegistry(layout, locks, progress, clock);
  }

  @Provides
  @Singleton
  CacheDirectory cacheDirectory(ContentStore store, CacheRegistry records) {
    return new CacheDirectory(store, records);
  }

  @Provides
  @Singleton
  List<CacheDirectory> bases(Progress progress, Clock clock) {
    return settings.baseDirectories().stream()
        .map(StoreLayout::new)
        .map(
            layout ->
                new CacheDirectory(
                    new FileContentStore(layout),
                    new JsonCacheRegistry(layout, new FileLocks(layout), progress, clock)))
        .toList();
  }
}
