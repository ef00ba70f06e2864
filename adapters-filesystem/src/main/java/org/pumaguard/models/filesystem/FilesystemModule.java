package org.pumaguard.models.filesystem;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
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
 * {@link RegistryWriter}, {@link RegistryCopies}, {@link Archives}, {@link Bundles}, the {@link
 * CacheDirectory}, adds fetchers for {@code file} and {@code classpath}, and collects the bindings
 * of all modules as {@link Adapters}. Needs {@link Progress} and {@link Clock}.
 *
 * <p>Binds providers only: Guice searches each class that is bound as an instance or as a class for
 * injection points, which costs more than all the constructors.
 */
public final class FilesystemModule extends AbstractModule {

  /** The registry that is built in: PumaGuard's published models. */
  public static final Location BUILT_IN_REGISTRY =
      new Location(URI.create("classpath:/org/pumaguard/models/filesystem/pumaguard.yaml"));

  private static final TypeLiteral<Set<Fetcher>> FETCHERS = new TypeLiteral<>() {};

  private final FilesystemSettings settings;

  /** A module for these directories. */
  public FilesystemModule(FilesystemSettings settings) {
    this.settings = settings;
  }

  /** Loads the classes of the registry parser; for a thread that runs ahead of its first use. */
  public static void warmUp() {
    new YamlRegistryParser().parse("a: {b: 1}".getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  /**
   * The adapters of this module alone, for a program that is not wired by Guice: fetchers for
   * {@code file} and {@code classpath}, none for the network.
   */
  public static Adapters adapters(FilesystemSettings settings, Progress progress) {
    return Guice.createInjector(
            new FilesystemModule(settings),
            binder -> {
              binder.bind(Progress.class).toProvider(() -> progress);
              binder.bind(Clock.class).toProvider(Clock::systemUTC);
            })
        .getInstance(Adapters.class);
  }

  @Override
  protected void configure() {
    Multibinder<Fetcher> fetchers = Multibinder.newSetBinder(binder(), Fetcher.class);
    fetchers.addBinding().toProvider(FileFetcher::new);
    fetchers.addBinding().toProvider(ClassPathFetcher::new);
    CacheLayout layout = new CacheLayout(settings.cacheDirectory());
    bind(ContentStore.class).toProvider(() -> FileContentStore.of(layout)).in(Scopes.SINGLETON);
    bind(CacheLock.class).toProvider(() -> new FileLocks(layout)).in(Scopes.SINGLETON);
    bind(RegistryCopies.class).toProvider(() -> new FileRegistryCopies(layout));
    bind(RegistryParser.class).toProvider(YamlRegistryParser::new);
    bind(RegistryWriter.class).toProvider(YamlRegistryWriter::new);
    bind(Archives.class).toProvider(CompressArchives::new);
    bind(Bundles.class).toProvider(TarBundles::new);
    bindDirectories(layout);
    bindAdapters();
  }

  private void bindDirectories(CacheLayout layout) {
    Provider<Progress> progress = getProvider(Progress.class);
    Provider<Clock> clock = getProvider(Clock.class);
    Provider<CacheLock> locks = getProvider(CacheLock.class);
    Provider<ContentStore> store = getProvider(ContentStore.class);
    Provider<CacheRegistry> records = getProvider(CacheRegistry.class);
    bind(CacheRegistry.class)
        .toProvider(() -> new JsonCacheRegistry(layout, locks.get(), progress.get(), clock.get()))
        .in(Scopes.SINGLETON);
    bind(CacheDirectory.class)
        .toProvider(
            () ->
                new CacheDirectory(
                    store.get(),
                    FileContentStore.damaged(layout),
                    records.get(),
                    new FileDiskSpace(layout)))
        .in(Scopes.SINGLETON);
  }

  private void bindAdapters() {
    Provider<CacheDirectory> directory = getProvider(CacheDirectory.class);
    Provider<CacheLock> locks = getProvider(CacheLock.class);
    Provider<Archives> archives = getProvider(Archives.class);
    Provider<Bundles> bundles = getProvider(Bundles.class);
    Provider<RegistryParser> parser = getProvider(RegistryParser.class);
    Provider<RegistryWriter> writer = getProvider(RegistryWriter.class);
    Provider<RegistryCopies> copies = getProvider(RegistryCopies.class);
    Provider<Set<Fetcher>> fetchers = getProvider(Key.get(FETCHERS));
    Provider<Progress> progress = getProvider(Progress.class);
    Provider<Clock> clock = getProvider(Clock.class);
    bind(Adapters.class)
        .toProvider(
            () ->
                new Adapters(
                    new Adapters.Storage(
                        directory.get(), bases(progress.get(), clock.get()), locks.get()),
                    new Adapters.Registries(parser.get(), writer.get(), copies.get()),
                    new Adapters.Formats(archives.get(), bundles.get()),
                    List.copyOf(fetchers.get()),
                    progress.get(),
                    clock.get()))
        .in(Scopes.SINGLETON);
  }

  private List<CacheDirectory> bases(Progress progress, Clock clock) {
    return settings.baseDirectories().stream()
        .map(CacheLayout::new)
        .map(
            layout ->
                new CacheDirectory(
                    FileContentStore.of(layout),
                    FileContentStore.damaged(layout),
                    new JsonCacheRegistry(layout, new FileLocks(layout), progress, clock),
                    new FileDiskSpace(layout)))
        .toList();
  }
}
