package org.pumaguard.models.domain.state;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.StoreContents;
import org.pumaguard.models.domain.port.BlobIndex;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.DamagedFiles;
import org.pumaguard.models.domain.port.DiskSpace;
import org.pumaguard.models.domain.port.Inventory;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Partials;
import org.pumaguard.models.domain.port.UnpackedDirectories;

/** A disk of a thousand bytes for a file of nine hundred. */
class FreeSpaceCheckTest {

  private static final long FILE = 900;

  private long free = 1000;
  private long writtenWhileLooking;
  private final FreeSpaceCheck room =
      new FreeSpaceCheck(
          new CacheDirectory(
              new ContentStore(
                  empty(BlobStore.class, Optional.empty()),
                  empty(BlobIndex.class, Optional.empty()),
                  empty(Partials.class, Optional.empty()),
                  empty(ModelFiles.class, Optional.empty()),
                  empty(UnpackedDirectories.class, false),
                  empty(Inventory.class, inventory())),
              empty(DamagedFiles.class, false),
              empty(CacheRegistry.class, Map.of()),
              space()),
          ModelName.parse("m.pt"));

  @Test
  void whatIsThereNeedsNoRoomAgain() {
    write(500);
    assertDoesNotThrow(() -> room.require(FILE));
    free = 399;
    CacheException refused = assertThrows(CacheException.class, () -> room.require(FILE));
    assertEquals(CacheException.Kind.STORAGE, refused.kind());
    assertTrue(String.valueOf(refused.getMessage()).startsWith("m.pt: "), refused::toString);
  }

  /** Four threads write while a fifth one learns how long its fragment is. */
  @Test
  void whatOthersWriteMeanwhileDoesNotCountTwice() {
    writtenWhileLooking = 300;
    assertDoesNotThrow(() -> room.require(FILE));
  }

  private static StoreContents inventory() {
    return new StoreContents(Map.of(), Map.of(), Map.of(), Map.of(), List.of(), false, 0);
  }

  private void write(long bytes) {
    room.taking(bytes);
    free -= bytes;
  }

  private DiskSpace space() {
    return new DiskSpace() {
      @Override
      public Path directory() {
        return Path.of("/cache");
      }

      @Override
      public long free() {
        write(writtenWhileLooking);
        return free;
      }

      @Override
      public Access access() {
        return new Access(Access.State.WRITABLE, directory());
      }
    };
  }

  /** A port of which all that is asked has one answer. */
  private static <T> T empty(Class<T> port, Object answer) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> answer));
  }
}
