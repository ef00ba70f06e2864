package org.pumaguard.models.filesystem.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheLock.Held;
import org.pumaguard.models.domain.port.CacheLock.Mode;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/** All paths of a cache directory, including symbolic links, share one set of locks. */
@Timeout(120)
class LocksOfOneDirectoryTest {

  private static final CacheLock.Key KEY = new CacheLock.Key("key");
  private static final CacheLock.Key OTHER_KEY = new CacheLock.Key("other-key");

  @TempDir Path temp;
  private Path directory;
  private Path link;

  @BeforeEach
  void linkTheDirectory() throws IOException {
    directory = Files.createDirectory(temp.resolve("cache"));
    link = Files.createSymbolicLink(temp.resolve("link"), directory);
  }

  @Test
  void excludesALockThroughTheOtherPath() throws IOException {
    try (Held held = take(directory, KEY)) {
      assertTrue(locks(link).tryAcquire(KEY, Mode.EXCLUSIVE).isEmpty(), held::toString);
      assertTrue(locks(link).tryAcquire(KEY, Mode.SHARED).isEmpty());
    }
  }

  @Test
  void acquiresALockReleasedThroughTheOtherPath() throws IOException {
    take(directory, KEY).close();
    take(link, KEY).close();
    take(directory, KEY).close();
  }

  @Test
  void sharesALockThroughBothPaths() throws IOException {
    try (Held held = locks(directory).tryAcquire(KEY, Mode.SHARED).orElseThrow();
        Held other = locks(link).tryAcquire(KEY, Mode.SHARED).orElseThrow()) {
      assertTrue(
          locks(link).tryAcquire(KEY, Mode.EXCLUSIVE).isEmpty(), () -> held + " and " + other);
    }
  }

  @Test
  void excludesAProcessThatUsesTheOtherPath() throws IOException {
    try (LockingProcess other = LockingProcess.start(link);
        Held held = take(directory, KEY)) {
      assertEquals("refused", other.take(KEY, Mode.EXCLUSIVE), held::toString);
    }
  }

  @Test
  void keepsALockWhileOthersAreReleasedElsewhere() throws IOException {
    try (LockingProcess other = LockingProcess.start(directory);
        Held held = take(directory, KEY)) {
      take(link, OTHER_KEY).close();
      assertEquals("refused", other.take(KEY, Mode.EXCLUSIVE), held::toString);
    }
  }

  private static Held take(Path spelling, CacheLock.Key key) throws IOException {
    return locks(spelling).tryAcquire(key, Mode.EXCLUSIVE).orElseThrow();
  }

  private static FileLocks locks(Path spelling) {
    return new FileLocks(new CacheLayout(spelling));
  }
}
