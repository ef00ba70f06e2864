package org.pumaguard.models.domain.fake;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.fake.store.InMemoryStore;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.ArchivesContract;
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
import org.pumaguard.models.domain.port.InventoryContract;
import org.pumaguard.models.domain.port.PartialContract;
import org.pumaguard.models.domain.port.PlainFiles;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.ProgressContract;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryCopiesContract;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.port.RegistryParserContract;
import org.pumaguard.models.domain.port.RegistryWriter;
import org.pumaguard.models.domain.port.RegistryWriterContract;
import org.pumaguard.models.domain.port.SampleContent;
import org.pumaguard.models.domain.port.StagedDirectoryContract;

/** The in-memory adapters pass the contracts that the real ones pass. */
class FakeContractsTest {

  private static final Path DIRECTORY = Path.of("/home/puma/cache");

  private InMemoryDisk disk = new InMemoryDisk(new SettableClock(Instant.EPOCH));

  @BeforeEach
  void emptyDisk() {
    disk = new InMemoryDisk(new SettableClock(Instant.parse("2026-01-02T03:04:05Z")));
  }

  @Nested
  class Store
      implements ContentStoreContract,
          InventoryContract,
          PartialContract,
          StagedDirectoryContract,
          DamagedFilesContract {

    private InMemoryStore store = new InMemoryStore(disk, DIRECTORY);

    @BeforeEach
    void emptyStore() {
      store = new InMemoryStore(disk, DIRECTORY);
    }

    @Override
    public ContentStore store() {
      return store.parts();
    }

    @Override
    public DamagedFiles damaged() {
      return store.damaged();
    }

    @Override
    public Inventory inventory() {
      return store.parts().inventory();
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
    public void plant(ModelName name, SampleContent content) throws IOException {
      disk.write(DIRECTORY.resolve(name.value()), content.bytes());
    }
  }

  @Nested
  class Records implements CacheRegistryContract {

    private final InMemoryCacheRegistry.File file = new InMemoryCacheRegistry.File();

    @Override
    public CacheRegistry registry() {
      return new InMemoryCacheRegistry(file);
    }

    @Override
    public boolean isUntouched() {
      return file.writes() == 0;
    }
  }

  @Nested
  class Locks implements CacheLockContract {

    private final InMemoryLocks locks = new InMemoryLocks();

    @Override
    public CacheLock locks() {
      return locks;
    }
  }

  @Nested
  class Bytes implements FetcherContract {

    private final InMemoryFetcher fetcher = new InMemoryFetcher(true);

    @Override
    public Fetcher fetcher() {
      return fetcher;
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
  }

  @Nested
  class Space implements DiskSpaceContract {

    @Override
    public DiskSpace space(Path directory) {
      return new InMemoryDiskSpace(disk, directory);
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
  class Copies implements RegistryCopiesContract {

    private final RegistryCopies copies = new InMemoryRegistryCopies();

    @Override
    public RegistryCopies copies() {
      return copies;
    }
  }

  @Nested
  class Registries implements RegistryParserContract, RegistryWriterContract {

    @Override
    public RegistryParser parser() {
      return new InMemoryRegistryParser();
    }

    @Override
    public RegistryWriter writer() {
      return new InMemoryRegistryWriter();
    }

    @Override
    public String textWithSource(String source) {
      return textWithoutSources() + "source " + source + "\n";
    }

    @Override
    public String textWithoutSources() {
      return "registry\n";
    }
  }

  @Nested
  class Unpacking implements ArchivesContract {

    @Override
    public Archives archives() {
      return new InMemoryArchives(disk);
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
  class Bundling implements BundlesContract {

    @Override
    public Bundles bundles() {
      return new InMemoryBundles(disk);
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
  class Observing implements ProgressContract {

    @Override
    public Progress progress() {
      return new RecordingProgress();
    }
  }

  @Nested
  class NotObserving implements ProgressContract {

    @Override
    public Progress progress() {
      return Progress.none();
    }
  }
}
