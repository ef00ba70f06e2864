package org.pumaguard.models.domain.fake;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.fake.store.InMemoryPower;
import org.pumaguard.models.domain.fake.store.InMemoryStore;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.ArchivesContract;
import org.pumaguard.models.domain.port.BlobIndex;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.BundlesContract;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheLockContract;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.CacheRegistryContract;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ContentStoreContract;
import org.pumaguard.models.domain.port.DamagedFiles;
import org.pumaguard.models.domain.port.DamagedFilesContract;
import org.pumaguard.models.domain.port.DiskSpace;
import org.pumaguard.models.domain.port.DiskSpaceContract;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.FetcherContract;
import org.pumaguard.models.domain.port.Inventory;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Partials;
import org.pumaguard.models.domain.port.PlainFiles;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.ProgressContract;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryCopiesContract;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryParserContract;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.port.RegistryWriterContract;
import org.pumaguard.models.domain.port.UnpackedDirectories;
import org.pumaguard.models.domain.port.store.PowerSupply;

/**
 * The in-memory adapters pass the contracts that the real ones pass. A subclass may put something
 * between an adapter and its contract.
 */
public class FakeContractsTest {

  private static final Path DIRECTORY = Path.of("/home/puma/cache");

  private InMemoryDisk disk = new InMemoryDisk(new SettableClock(Instant.EPOCH));

  /** The adapter that a contract tests. */
  protected <T> T subject(Class<T> port, T fake) {
    return fake;
  }

  /** The disk of the running test. */
  protected final InMemoryDisk disk() {
    return disk;
  }

  @BeforeEach
  void emptyDisk() {
    disk = new InMemoryDisk(new SettableClock(Instant.parse("2026-01-02T03:04:05Z")));
  }

  @Nested
  public class Store implements ContentStoreContract, DamagedFilesContract {

    private InMemoryStore store = new InMemoryStore(disk, DIRECTORY);

    @BeforeEach
    void emptyStore() {
      store = new InMemoryStore(disk, DIRECTORY);
    }

    @Override
    public ContentStore store() {
      ContentStore parts = store.parts();
      return new ContentStore(
          subject(BlobStore.class, parts.blobs()),
          subject(BlobIndex.class, parts.index()),
          subject(Partials.class, parts.partials()),
          subject(ModelFiles.class, parts.models()),
          subject(UnpackedDirectories.class, parts.directories()),
          subject(Inventory.class, parts.inventory()));
    }

    @Override
    public DamagedFiles damaged() {
      return subject(DamagedFiles.class, store.damaged());
    }

    @Override
    public Inventory inventory() {
      return store().inventory();
    }

    @Override
    public PlainFiles files() {
      return disk;
    }

    @Override
    public boolean isUntouched() {
      return !disk.exists(DIRECTORY);
    }

    @Override
    public PowerSupply power() {
      return new InMemoryPower(disk, store);
    }
  }

  @Nested
  public class Records implements CacheRegistryContract {

    private final InMemoryCacheRegistry.File file = new InMemoryCacheRegistry.File();

    @Override
    public CacheRegistry registry() {
      return subject(CacheRegistry.class, new InMemoryCacheRegistry(file));
    }

    @Override
    public boolean isUntouched() {
      return file.writes() == 0;
    }

    @Override
    public void damage() {
      file.lose(Optional.of("the records were damaged"));
    }
  }

  @Nested
  public class Locks implements CacheLockContract {

    private final InMemoryLocks locks = new InMemoryLocks();

    @Override
    public CacheLock locks() {
      return subject(CacheLock.class, locks);
    }
  }

  @Nested
  public class Bytes implements FetcherContract {

    private final InMemoryFetcher fetcher = new InMemoryFetcher(true);

    @Override
    public Fetcher fetcher() {
      return subject(Fetcher.class, fetcher);
    }

    @Override
    public Location publish(String name, byte[] content) {
      Location location = new Location(URI.create("memory://host/" + name));
      fetcher.publish(location, content);
      return location;
    }

    @Override
    public Location absent() {
      return new Location(URI.create("memory://host/absent"));
    }

    @Override
    public Optional<Silence> silence() {
      Location location = new Location(URI.create("memory://host/silent"));
      CountDownLatch asked = new CountDownLatch(1);
      fetcher.script(location, Reply.of(new byte[10]).waitingFor(asked, new CountDownLatch(1)));
      return Optional.of(new Silence(location, asked::await));
    }
  }

  @Nested
  public class Space implements DiskSpaceContract {

    @Override
    public DiskSpace space(Path directory) {
      return subject(DiskSpace.class, new InMemoryDiskSpace(disk, directory));
    }

    @Override
    public Path existingDirectory() throws IOException {
      disk.makeDirectory(DIRECTORY);
      return DIRECTORY;
    }

    @Override
    public PlainFiles files() {
      return disk;
    }
  }

  @Nested
  public class Copies implements RegistryCopiesContract {

    private final RegistryCopies copies = new InMemoryRegistryCopies();

    @Override
    public RegistryCopies copies() {
      return subject(RegistryCopies.class, copies);
    }
  }

  @Nested
  public class Registries implements RegistryParserContract, RegistryWriterContract {

    @Override
    public RegistryParser parser() {
      return subject(RegistryParser.class, new InMemoryRegistryParser());
    }

    @Override
    public RegistryWriter writer() {
      return subject(RegistryWriter.class, new InMemoryRegistryWriter());
    }

    @Override
    public String textWithSource(String source) {
      return textWithoutSources() + "source " + source + "\n";
    }

    @Override
    public String textWithoutSources() {
      return "registry\n";
    }

    @Override
    public String textWithModels(List<Map.Entry<String, String>> models) {
      StringBuilder text = new StringBuilder(textWithoutSources());
      models.forEach(
          model -> {
            String name = model.getKey();
            String digest = model.getValue();
            text.append("model " + name + " " + digest + "   " + name + " " + digest + "     \n");
          });
      return text.toString();
    }
  }

  @Nested
  public class Unpacking implements ArchivesContract {

    @Override
    public Archives archives() {
      return subject(Archives.class, new InMemoryArchives(disk));
    }

    @Override
    public byte[] archive(Map<String, byte[]> files) {
      return InMemoryArchives.archive(files);
    }

    @Override
    public byte[] compressed(Compression compression, byte[] bytes) {
      return InMemoryArchives.compressed(compression, bytes);
    }

    @Override
    public Path emptyDirectory() throws IOException {
      Path directory = DIRECTORY.resolve("unpacked-" + disk.faults().steps());
      disk.makeDirectory(directory);
      return directory;
    }

    @Override
    public PlainFiles files() {
      return disk;
    }
  }

  @Nested
  public class Bundling implements BundlesContract {

    @Override
    public Bundles bundles() {
      return subject(Bundles.class, new InMemoryBundles(disk));
    }

    @Override
    public Path bundle(String stem) throws IOException {
      disk.makeDirectory(DIRECTORY);
      return DIRECTORY.resolve(stem + ".tar");
    }

    @Override
    public PlainFiles files() {
      return disk;
    }
  }

  @Nested
  public class Observing implements ProgressContract {

    @Override
    public Progress progress() {
      return subject(Progress.class, new RecordingProgress());
    }
  }

  @Nested
  public class NotObserving implements ProgressContract {

    @Override
    public Progress progress() {
      return Progress.none();
    }
  }
}
