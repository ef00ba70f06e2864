package org.pumaguard.models.filesystem.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ContentStoreContract;
import org.pumaguard.models.domain.port.DiskSpace.Access;
import org.pumaguard.models.domain.port.DiskSpace.Access.State;
import org.pumaguard.models.filesystem.lock.FileLocks;
import org.pumaguard.models.filesystem.store.FileContentStore;

class FileDiskSpaceTest {

  /** Not writable, even by root. */
  private static final Path READ_ONLY = Path.of("/proc/sys");

  @TempDir Path temp;

  @Test
  void measuresTheSpaceForAMissingDirectory() throws IOException {
    Path absent = temp.resolve("not").resolve("there");
    assertTrue(space(absent).free() > 0);
    assertFalse(Files.exists(temp.resolve("not")), "an inspection creates nothing");
  }

  @Test
  void measuresTheDiskOfTheDirectory() throws IOException {
    requireReadOnly();
    assertEquals(0, space(READ_ONLY.resolve("models")).free());
  }

  @Test
  void reportsTheParentOfACreatableDirectory() throws IOException {
    assertEquals(new Access(State.CREATABLE, temp), access(temp.resolve("not").resolve("there")));
    assertFalse(Files.exists(temp.resolve("not")), "an inspection creates nothing");
  }

  @Test
  void reportsAWritableDirectory() throws IOException {
    assertEquals(new Access(State.WRITABLE, temp), access(temp));
  }

  @Test
  void reportsAWritableCache() throws IOException {
    CacheLayout layout = new CacheLayout(temp);
    ContentStore store = FileContentStore.of(layout);
    ContentStoreContract.ALPHA.commitTo(store, ContentStoreContract.ALPHA.fragment(0, 5));
    CacheLock locks = new FileLocks(layout);
    locks
        .tryAcquire(CacheLock.Key.COLLECTOR, CacheLock.Mode.SHARED)
        .ifPresent(CacheLock.Held::close);
    Files.writeString(layout.blobs().resolve("README"), "a file of the user");
    assertEquals(new Access(State.WRITABLE, temp), access(temp));
  }

  @Test
  void followsALinkToADirectory() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp);
    assertEquals(new Access(State.WRITABLE, link), access(link));
  }

  @Test
  void reportsAFileInPlaceOfTheDirectory() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertEquals(new Access(State.BLOCKED, file), access(file));
    assertEquals(new Access(State.BLOCKED, file), access(file.resolve("deep").resolve("below")));
  }

  @Test
  void reportsADanglingLink() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("absent"));
    assertEquals(new Access(State.BLOCKED, link), access(link));
  }

  @Test
  void reportsAFileInPlaceOfAnInternalFolder() throws IOException {
    Path file = Files.writeString(temp.resolve(".pumaguard"), "x");
    assertEquals(new Access(State.BLOCKED, file), access(temp));
  }

  @Test
  void reportsALinkInPlaceOfAnInternalFolder() throws IOException {
    CacheLayout layout = new CacheLayout(temp);
    Folders.make(layout, layout.root());
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.createSymbolicLink(layout.blobs(), elsewhere);
    assertEquals(new Access(State.BLOCKED, layout.blobs()), access(temp));
  }

  @Test
  void reportsAReadOnlyDirectory() throws IOException {
    requireReadOnly();
    assertEquals(new Access(State.READABLE, READ_ONLY), access(READ_ONLY));
    assertEquals(new Access(State.DENIED, READ_ONLY), access(READ_ONLY.resolve("models")));
  }

  @Test
  void reportsAReadOnlyInternalFolder() throws IOException {
    CacheLayout layout = new CacheLayout(temp);
    Folders.make(layout, layout.blobs().resolve("ab"));
    Path folder = layout.blobs().resolve("ab");
    assertTrue(folder.toFile().setWritable(false));
    boolean isAdministrator = Files.isWritable(folder);
    Access expected =
        isAdministrator ? new Access(State.WRITABLE, temp) : new Access(State.READABLE, folder);
    assertEquals(expected, access(temp));
  }

  private static void requireReadOnly() {
    Assumptions.assumeTrue(Files.isDirectory(READ_ONLY), READ_ONLY + " is missing");
  }

  private static Access access(Path directory) throws IOException {
    return space(directory).access();
  }

  private static FileDiskSpace space(Path directory) {
    return new FileDiskSpace(new CacheLayout(directory));
  }
}
