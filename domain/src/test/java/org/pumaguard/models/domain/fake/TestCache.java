package org.pumaguard.models.domain.fake;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.bundle.Bundler;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.fake.store.InMemoryStore;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.Backoff;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.RegistryWriter;

/**
 * A cache on the in-memory adapters, for tests: {@code TestCache.of(TestModel.of("a.pt", "text"))}.
 * The models are published at two sources, {@link #FIRST} and {@link #SECOND}. Waits between tries
 * are 0 s.
 */
public final class TestCache {

  /** The first source. */
  public static final String FIRST = "memory://first/";

  /** Its mirror. */
  public static final String SECOND = "memory://second/";

  /** The place of the registry, if it is read from one. */
  public static final Location REGISTRY = at("memory://registry/", "model-registry.yaml");

  /** The settings of a test: two fetches at once, one further try, no waits. */
  public static final CacheSettings SETTINGS =
      new CacheSettings(
          false,
          Parallelism.exactly(2),
          VerifyPolicy.CHANGED,
          new CacheSettings.Retry(1, new Backoff(Duration.ZERO, Duration.ZERO, Duration.ZERO)),
          Duration.ZERO,
          OptionalLong.empty());

  private static final ExecutorService EXECUTOR =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "test-cache");
            thread.setDaemon(true);
            return thread;
          });

  /** The clock of cache and disk. */
  public final SettableClock clock;

  /** The disk. */
  public final InMemoryDisk disk;

  /** The sources. */
  public final InMemoryFetcher network = new InMemoryFetcher(true);

  /** The locks of the cache directory. */
  public final InMemoryLocks locks = new InMemoryLocks();

  /** The file of the records. */
  public final InMemoryCacheRegistry.File records = new InMemoryCacheRegistry.File();

  /** The files of the cache directory. */
  public final InMemoryStore store;

  private final List<CacheDirectory> bases;
  private final InMemoryRegistryCopies copies = new InMemoryRegistryCopies();
  private boolean readsRegistry;
  private RecordingProgress progress = new RecordingProgress();
  private CacheSettings settings = SETTINGS;
  private SourceRegistry registry = new SourceRegistry(List.of(), List.of());
  private Executor executor = EXECUTOR;
  private CacheFactory factory;
  private ModelCache cache;

  private TestCache(
      SettableClock clock, InMemoryDisk disk, Path directory, List<CacheDirectory> bases) {
    this.clock = clock;
    this.disk = disk;
    this.bases = bases;
    this.store = new InMemoryStore(disk, directory);
    this.factory = factory();
    this.cache = open();
  }

  /** A cache in an empty directory, and the models of its registry. */
  public static TestCache of(TestModel... models) {
    SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05.678Z"));
    return new TestCache(clock, new InMemoryDisk(clock), Path.of("/home/puma/models"), List.of())
        .register(models);
  }

  /** A cache in an empty directory of the same disk, with this one as its base directory. */
  public TestCache above(String name, TestModel... models) {
    return new TestCache(
            clock,
            disk,
            Path.of("/home", name),
            Stream.concat(Stream.of(directory()), bases.stream()).toList())
        .register(models);
  }

  /** Publishes these models, which replace those of the registry. */
  public TestCache register(TestModel... models) {
    return registerAt(List.of(FIRST, SECOND), models);
  }

  /** As {@link #register}, but the registry names these sources. */
  public TestCache registerAt(List<String> sources, TestModel... models) {
    for (TestModel model : models) {
      model
          .published()
          .forEach(
              (name, bytes) -> {
                network.publish(at(FIRST, name), bytes);
                network.publish(at(SECOND, name), bytes);
              });
    }
    registry =
        new SourceRegistry(
            sources.stream().map(SourceLocation::new).toList(),
            Arrays.stream(models).map(TestModel::model).toList());
    return this;
  }

  /** Another process begins, with other settings: locks of this one end. */
  public TestCache restart(CacheSettings others) {
    settings = others;
    return restart();
  }

  /** Another process begins: locks of this one end, and what was not flushed is lost. */
  public TestCache restart() {
    locks.releaseAll();
    disk.faults().revive();
    progress = new RecordingProgress();
    factory = factory();
    cache = open();
    return this;
  }

  private ModelCache open() {
    return readsRegistry ? factory.cache(REGISTRY) : factory.cache(() -> registry);
  }

  /** Publishes the registry at {@link #REGISTRY}, from where caches read it from now on. */
  public TestCache publishRegistry() {
    network.script(REGISTRY, registryReply());
    if (!readsRegistry) {
      readsRegistry = true;
      cache = open();
    }
    return this;
  }

  /** What the place of the registry replies. */
  public Reply registryReply() {
    return Reply.of(
        new InMemoryRegistryWriter()
            .write(registry, RegistryWriter.Format.YAML, Optional.empty())
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Another process begins, which runs its work on this executor. */
  public TestCache restartOn(Executor other) {
    executor = other;
    return restart();
  }

  /** The cache. */
  public ModelCache cache() {
    return cache;
  }

  /** A cache of the same directory whose registry must not be read. */
  public ModelCache withoutRegistry() {
    return factory.cache(
        () -> {
          throw new AssertionError("the registry was read");
        });
  }

  /** What makes and imports bundles. */
  public Bundler bundler() {
    return factory.bundler(cache);
  }

  /** What this process told. */
  public RecordingProgress progress() {
    return progress;
  }

  /** The location of a published file. */
  public static Location at(String source, String file) {
    return new Location(URI.create(source + file));
  }

  /** Makes a model available. */
  public EnsureResult ensure(TestModel model) {
    return cache.ensured(model.name());
  }

  /** The bytes that the model's name shows. */
  public byte[] shown(TestModel model) throws IOException {
    return disk.read(path(model));
  }

  /** The path of a model. */
  public Path path(TestModel model) {
    return store.model(model.name());
  }

  /** Whether content is stored. */
  public boolean isStored(Sha256 content) {
    return disk.exists(store.blob(content));
  }

  /** How many bytes the sources have pushed since this was asked before. */
  public long fetchedBytes() {
    long bytes = network.pushedBytes();
    network.forgetRequests();
    return bytes;
  }

  /** The directory as a cache has it. */
  public CacheDirectory directory() {
    return new CacheDirectory(
        store.parts(),
        store.damaged(),
        new InMemoryCacheRegistry(records),
        new InMemoryDiskSpace(disk, store.directory()));
  }

  private CacheFactory factory() {
    return new CacheFactory(
        new Adapters(
            new Adapters.Storage(directory(), bases, locks),
            new Adapters.Registries(
                new InMemoryRegistryParser(), new InMemoryRegistryWriter(), copies),
            new Adapters.Formats(new InMemoryArchives(disk), new InMemoryBundles(disk)),
            List.of(network),
            progress,
            clock),
        settings,
        executor);
  }
}
