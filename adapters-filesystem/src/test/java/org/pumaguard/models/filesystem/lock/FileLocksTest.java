package org.pumaguard.models.filesystem.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheLock.Held;
import org.pumaguard.models.domain.port.CacheLock.Mode;
import org.pumaguard.models.domain.port.CacheLockContract;
import org.pumaguard.models.filesystem.disk.CacheLayout;

@Timeout(120)
class FileLocksTest implements CacheLockContract {

  @TempDir Path temp;

  @Override
  public CacheLock locks() {
    return new FileLocks(layout());
  }

  @Test
  void namesAFileInThePlaceOfTheCacheDirectory() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "mine");
    FileLocks locks = new FileLocks(new CacheLayout(file));
    NotDirectoryException refusal =
        assertThrows(NotDirectoryException.class, () -> locks.tryAcquire(KEY, Mode.SHARED));
    assertEquals(file.toString(), refusal.getFile());
  }

  @Test
  void respectsAnExclusiveLockOfAnotherProcess() throws IOException {
    try (LockingProcess other = LockingProcess.start(layout().directory())) {
      assertEquals("acquired", other.take(KEY, Mode.EXCLUSIVE));
      assertFalse(isFree(Mode.EXCLUSIVE));
      assertFalse(isFree(Mode.SHARED));
    }
  }

  @Test
  void excludesOtherProcesses() throws IOException {
    try (LockingProcess other = LockingProcess.start(layout().directory());
        Held held = locks().tryAcquire(KEY, Mode.EXCLUSIVE).orElseThrow()) {
      assertEquals("refused", other.take(KEY, Mode.EXCLUSIVE), held::toString);
      assertEquals("refused", other.take(KEY, Mode.SHARED));
      assertEquals("acquired", other.take(OTHER_KEY, Mode.EXCLUSIVE));
    }
  }

  @Test
  void sharesALockWithOtherProcesses() throws IOException {
    try (LockingProcess other = LockingProcess.start(layout().directory())) {
      assertEquals("acquired", other.take(KEY, Mode.SHARED));
      assertTrue(isFree(Mode.SHARED));
      assertFalse(isFree(Mode.EXCLUSIVE));
    }
  }

  @Test
  void acquiresALockReleasedByAnotherProcess() throws IOException {
    try (LockingProcess other = LockingProcess.start(layout().directory())) {
      assertEquals("acquired", other.take(KEY, Mode.EXCLUSIVE));
      assertEquals("released", other.release());
      assertTrue(isFree(Mode.EXCLUSIVE));
    }
  }

  @Test
  void acquiresTheLockOfAKilledProcess() throws Exception {
    try (LockingProcess other = LockingProcess.start(layout().directory())) {
      assertEquals("acquired", other.take(KEY, Mode.EXCLUSIVE));
      other.kill();
      assertTrue(isFree(Mode.EXCLUSIVE));
    }
  }

  @Test
  void keepsALockWhileOthersAreReleased() throws IOException {
    try (LockingProcess other = LockingProcess.start(layout().directory());
        Held held = locks().tryAcquire(KEY, Mode.EXCLUSIVE).orElseThrow()) {
      locks().tryAcquire(OTHER_KEY, Mode.EXCLUSIVE).orElseThrow().close();
      assertTrue(locks().tryAcquire(KEY, Mode.SHARED).isEmpty());
      assertEquals("refused", other.take(KEY, Mode.EXCLUSIVE), held::toString);
    }
  }

  @Test
  void detectsLocksOfOtherProcesses() throws IOException {
    assertFalse(locks().isHeld(KEY));
    assertFalse(Files.exists(layout().directory()));
    try (LockingProcess other = LockingProcess.start(layout().directory());
        Held own = locks().tryAcquire(OTHER_KEY, Mode.SHARED).orElseThrow()) {
      assertEquals("acquired", other.take(KEY, Mode.SHARED), own::toString);
      assertTrue(locks().isHeld(KEY));
      assertEquals("released", other.release());
      assertFalse(locks().isHeld(KEY));
    }
  }

  @Test
  void keepsItsLocksDuringAnInspection() throws IOException {
    try (LockingProcess other = LockingProcess.start(layout().directory());
        Held held = locks().tryAcquire(KEY, Mode.SHARED).orElseThrow()) {
      assertFalse(locks().isHeld(OTHER_KEY), held::toString);
      assertTrue(locks().isHeld(KEY));
      assertEquals("refused", other.take(KEY, Mode.EXCLUSIVE));
      assertEquals("acquired", other.take(OTHER_KEY, Mode.EXCLUSIVE));
    }
  }

  @Test
  void neverDeletesTheLockFile() throws IOException {
    locks().tryAcquire(KEY, Mode.EXCLUSIVE).orElseThrow().close();
    Object inode = Files.getAttribute(layout().locks(), "unix:ino");
    locks().tryAcquire(KEY, Mode.EXCLUSIVE).orElseThrow().close();
    assertEquals(inode, Files.getAttribute(layout().locks(), "unix:ino"));
  }

  private boolean isFree(Mode mode) throws IOException {
    var held = locks().tryAcquire(KEY, mode);
    held.ifPresent(Held::close);
    return held.isPresent();
  }

  private CacheLayout layout() {
    return new CacheLayout(temp.resolve("cache"));
  }
}
