package org.pumaguard.models.filesystem;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.filesystem.archive.CompressArchives;
import org.pumaguard.models.filesystem.bundle.TarBundles;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.FileDiskSpace;
import org.pumaguard.models.filesystem.local.ClassPathFetcher;
import org.pumaguard.models.filesystem.local.FileFetcher;
import org.pumaguard.models.filesystem.lock.FileLocks;
import org.pumaguard.models.filesystem.records.JsonCacheRegistry;
import org.pumaguard.models.filesystem.registry.FileRegistryCopies;
import org.pumaguard.models.filesystem.registry.YamlRegistryParser;
import org.pumaguard.models.filesystem.registry.YamlRegistryWriter;
import org.pumaguard.models.filesystem.store.FileContentStore;

/**
 * Binds {@link ContentStore}, {@link CacheRegistry}, {@link CacheLock}, {@link RegistryParser},
 * {@link RegistryWriter}, {@link RegistryCopies}, {@link Archives}, {@link Bundles}, a {@link
 * CacheDirectory} for the cache directory, a list of them for the base directories, adds fetchers
 * for {@code file} and {@code classpath}, and gathers all that is bound, by whomever, as {@link
 * Adapters}. Needs {@link Progress} and {@link Clock}.
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

  /** Has what reads registries loaded, by a thread that has nothing else to do. */
  public static void warmUp() {
    new YamlRegistryParser().parse("a: {b: 1}".getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  /**
   * What this package has for a cache, for programs without Guice: fetchers of {@code file} and
   * {@code classpath} among it, none of the network.
   */
  public static Adapters adapters(FilesystemSettings settings, Progress progress) {
    CacheLayout layout = new CacheLayout(settings.cacheDirectory());
    Clock clock = Clock.systemUTC();
    return new Adapters(
        directory(layout, new FileLocks(layout), progress, clock),
        bases(settings, progress, clock),
        new FileLocks(layout),
        new CompressArchives(),
        new TarBundles(),
        new YamlRegistryParser(),
        new YamlRegistryWriter(),
        new FileRegistryCopies(layout),
        List.of(new FileFetcher(), new ClassPathFetcher()),
        progress,
        clock);
  }

  @Override
  protected void configure() {
    Multibinder<Fetcher> fetchers = Multibinder.newSetBinder(binder(), Fetcher.class);
    fetchers.addBinding().toInstance(new FileFetcher());
    fetchers.addBinding().toInstance(new ClassPathFetcher());
    CacheLayout layout = new CacheLayout(settings.cacheDirectory());
    ContentStore store = FileContentStore.of(layout);
    CacheLock locks = new FileLocks(layout);
    bind(ContentStore.class).toInstance(store);
    bind(CacheLock.class).toInstance(locks);
    bind(RegistryCopies.class).toInstance(new FileRegistryCopies(layout));
    bind(RegistryParser.class).toInstance(new YamlRegistryParser());
    bind(RegistryWriter.class).toInstance(new YamlRegistryWriter());
    bind(Archives.class).toProvider(CompressArchives::new);
    bind(Bundles.class).toProvider(TarBundles::new);
    Provider<Progress> progress = getProvider(Progress.class);
    Provider<Clock> clock = getProvider(Clock.class);
    Provider<ContentStore> boundStore = getProvider(ContentStore.class);
    Provider<CacheRegistry> records = getProvider(CacheRegistry.class);
    bind(CacheRegistry.class)
        .toProvider(() -> new JsonCacheRegistry(layout, locks, progress.get(), clock.get()))
        .in(Scopes.SINGLETON);
    bind(CacheDirectory.class)
        .toProvider(
            () ->
                new CacheDirectory(
                    boundStore.get(),
                    FileContentStore.damaged(layout),
                    records.get(),
                    new FileDiskSpace(layout)))
        .in(Scopes.SINGLETON);
    Provider<Set<Fetcher>> allFetchers = getProvider(Key.get(new TypeLiteral<Set<Fetcher>>() {}));
    Provider<CacheDirectory> directory = getProvider(CacheDirectory.class);
    Provider<List<CacheDirectory>> bases =
        getProvider(Key.get(new TypeLiteral<List<CacheDirectory>>() {}));
    Provider<CacheLock> boundLocks = getProvider(CacheLock.class);
    Provider<Archives> archives = getProvider(Archives.class);
    Provider<Bundles> bundles = getProvider(Bundles.class);
    Provider<RegistryParser> parser = getProvider(RegistryParser.class);
    Provider<RegistryWriter> writer = getProvider(RegistryWriter.class);
    Provider<RegistryCopies> copies = getProvider(RegistryCopies.class);
    bind(Adapters.class)
        .toProvider(
            () ->
                new Adapters(
                    directory.get(),
                    bases.get(),
                    boundLocks.get(),
                    archives.get(),
                    bundles.get(),
                    parser.get(),
                    writer.get(),
                    copies.get(),
                    List.copyOf(allFetchers.get()),
                    progress.get(),
                    clock.get()))
        .in(Scopes.SINGLETON);
    bind(new TypeLiteral<List<CacheDirectory>>() {})
        .toProvider(() -> bases(settings, progress.get(), clock.get()))
        .in(Scopes.SINGLETON);
  }

  private static List<CacheDirectory> bases(
      FilesystemSettings settings, Progress progress, Clock clock) {
    return settings.baseDirectories().stream()
        .map(CacheLayout::new)
        .map(layout -> directory(layout, new FileLocks(layout), progress, clock))
        .toList();
  }

  private static CacheDirectory directory(
      CacheLayout layout, CacheLock locks, Progress progress, Clock clock) {
    return new CacheDirectory(
        FileContentStore.of(layout),
        FileContentStore.damaged(layout),
        new JsonCacheRegistry(layout, locks, progress, clock),
        new FileDiskSpace(layout));
  }
}
