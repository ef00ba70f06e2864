package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.source.FetchRouter;
import org.pumaguard.models.domain.source.RegistryView;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.filesystem.archive.CompressArchives;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.FileDiskSpace;
import org.pumaguard.models.filesystem.local.FileFetcher;
import org.pumaguard.models.filesystem.lock.FileLocks;
import org.pumaguard.models.filesystem.records.JsonCacheRegistry;
import org.pumaguard.models.filesystem.store.FileContentStore;

/** Read errors of the disk are treated as damage of the model. */
class UnreadableBytesTest {

  private static final int BLOCK = 1 << 20;
  private static final ModelName NAME = ModelName.parse("m.pt");

  @TempDir private Path temp;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private byte[] bytes = new byte[0];
  private volatile long unreadableInode = -1;
  private ModelCache cache;

  @BeforeEach
  void cacheModel() throws IOException, NoSuchAlgorithmException {
    bytes = new byte[5 * BLOCK + 100];
    new Random(1).nextBytes(bytes);
    Path www = Files.createDirectory(temp.resolve("www"));
    Files.write(www.resolve("m.pt"), bytes);
    cache = cacheOf(www);
    cache.ensure(NAME);
    unreadableInode = inode();
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void verifyLocatesTheDamage() {
    VerifyResult verified = cache.verify(List.of(NAME)).get(0);
    assertEquals(VerifyResult.Result.DAMAGED, verified.result());
    assertEquals(Optional.empty(), verified.actual());
    assertEquals(
        List.of(new VerifyResult.Damage(new ByteRange(2 * BLOCK, BLOCK), Optional.empty())),
        verified.damage());
  }

  @Test
  void repairFetchesOnlyTheDamage() throws IOException {
    VerifyResult verified = cache.repair(List.of(NAME)).get(0);
    assertEquals(VerifyResult.Result.REPAIRED, verified.result());
    assertEquals(BLOCK, verified.bytesFetched());
    assertArrayEquals(bytes, Files.readAllBytes(cache.ensure(NAME)));
  }

  @Test
  void ensureRepairsAnUnreadableModel() throws IOException {
    long before = unreadableInode;
    cache.verify(List.of(NAME));
    assertEquals(BLOCK, cache.ensured(NAME).bytesFetched());
    assertNotEquals(before, inode(), "replaced by another file");
  }

  private ModelCache cacheOf(Path www) throws NoSuchAlgorithmException {
    CacheLayout layout = new CacheLayout(temp.resolve("cache"));
    CacheLock locks = new FileLocks(layout);
    Clock clock = Clock.systemUTC();
    Sha256 digest = Sha256.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    OptionalLong size = OptionalLong.of(bytes.length);
    Model model =
        new Model(
            NAME,
            digest,
            size,
            new Publication(FileName.parse("m.pt"), digest, size, List.of(), Optional.empty()),
            Model.About.NOTHING,
            List.of(),
            Optional.empty());
    SourceRegistry registry =
        new SourceRegistry(
            List.of(SourceLocation.parse(www + "/", Optional.of(new Location(www.toUri())))),
            List.of(model));
    return new ModelCache(
        new CacheParts(
            new CacheParts.Sources(
                RegistryView.of(() -> registry),
                new FetchRouter(List.of(new FileFetcher()), false)),
            new Adapters.Storage(
                new CacheDirectory(
                    failing(FileContentStore.of(layout)),
                    FileContentStore.damaged(layout),
                    new JsonCacheRegistry(layout, locks, Progress.none(), clock),
                    new FileDiskSpace(layout)),
                List.of(),
                locks),
            new CompressArchives(),
            Progress.none(),
            CacheSettings.DEFAULT,
            new CacheParts.Environment(clock, new Random(1), executor)),
        cache -> {
          throw new AssertionError("no bundles here");
        });
  }

  /** A store in which the middle of one file is unreadable. */
  private ContentStore failing(ContentStore store) {
    return new ContentStore(
        failing(BlobStore.class, store.blobs()),
        store.index(),
        store.partials(),
        failing(ModelFiles.class, store.models()),
        store.directories(),
        store.inventory());
  }

  private <T> T failing(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(real, arguments);
                return method.getName().equals("open") && inode() == unreadableInode
                    ? new Rotten((Content) result)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private long inode() throws IOException {
    return (Long) Files.getAttribute(temp.resolve("cache").resolve("m.pt"), "unix:ino");
  }

  /** Content with unreadable bytes. */
  private record Rotten(Content content) implements Content {

    @Override
    public long size() throws IOException {
      return content.size();
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IOException {
      if (offset <= 2 * BLOCK + 10 && offset + into.remaining() > 2 * BLOCK + 10) {
        throw new IOException("Input/output error");
      }
      return content.read(offset, into);
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }
}
