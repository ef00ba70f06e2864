package org.pumaguard.models.filesystem.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheLock.Held;
import org.pumaguard.models.domain.port.CacheLock.Mode;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/** All class loaders of a JVM that have loaded this library share one table of locks. */
@Timeout(120)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class LocksOfClassLoadersTest {

  private static final String SHARED = Mode.SHARED.name();
  private static final String EXCLUSIVE = Mode.EXCLUSIVE.name();
  private static final CacheLock.Key KEY = new CacheLock.Key("key");
  private static final int MAX_COLLECTIONS = 200;

  @TempDir Path temp;

  private Path directory;
  private URLClassLoader loader;
  private BiFunction<String, String, Optional<AutoCloseable>> own;
  private BiFunction<String, String, Optional<AutoCloseable>> other;

  @BeforeEach
  void load() throws Exception {
    directory = temp.resolve("cache");
    own = new LoadedLocks(directory);
    loader = LoadedLocks.loader();
    other = LoadedLocks.load(loader, directory);
    assertNotEquals(own.getClass(), other.getClass());
  }

  @AfterEach
  void unload() throws IOException {
    loader.close();
  }

  @Test
  void anExclusiveLockExcludesOtherClassLoaders() throws Exception {
    AutoCloseable held = own.apply("key", EXCLUSIVE).orElseThrow();
    assertEquals(Optional.empty(), other.apply("key", EXCLUSIVE));
    assertEquals(Optional.empty(), other.apply("key", SHARED));
    other.apply("another", EXCLUSIVE).orElseThrow().close();
    held.close();
    other.apply("key", EXCLUSIVE).orElseThrow().close();
  }

  @Test
  void aSharedLockIsSharedWithOtherClassLoaders() throws Exception {
    AutoCloseable held = own.apply("key", SHARED).orElseThrow();
    AutoCloseable shared = other.apply("key", SHARED).orElseThrow();
    held.close();
    assertTrue(locks().isHeld(KEY));
    assertEquals(Optional.empty(), own.apply("key", EXCLUSIVE));
    shared.close();
    assertFalse(locks().isHeld(KEY));
    own.apply("key", EXCLUSIVE).orElseThrow().close();
  }

  @Test
  void aLockOutlastsThatOfAnotherClassLoader() throws Exception {
    try (LockingProcess process = LockingProcess.start(directory);
        AutoCloseable held = own.apply("key", SHARED).orElseThrow()) {
      other.apply("key", SHARED).orElseThrow().close();
      other.apply("another", EXCLUSIVE).orElseThrow().close();
      assertEquals("refused", process.take(KEY, Mode.EXCLUSIVE), held::toString);
    }
  }

  @Test
  void aDiscardedClassLoaderKeepsItsLock() throws Exception {
    try (LockingProcess process = LockingProcess.start(directory)) {
      assertTrue(other.apply("key", SHARED).isPresent());
      discard();
      assertEquals(Optional.empty(), own.apply("key", EXCLUSIVE));
      own.apply("key", SHARED).orElseThrow().close();
      assertEquals("refused", process.take(KEY, Mode.EXCLUSIVE));
    }
  }

  @Test
  void theTableKeepsNoClassLoaderAlive() throws Exception {
    try (AutoCloseable held = own.apply("key", SHARED).orElseThrow()) {
      other.apply("key", SHARED).orElseThrow().close();
      assertTrue(other.apply("another", EXCLUSIVE).isPresent());
      discard();
      assertEquals(Optional.empty(), own.apply("another", SHARED), held::toString);
    }
  }

  @Test
  void theTableIsThereOnlyWhileSomethingIsLocked() throws Exception {
    try (LockingProcess process = LockingProcess.start(directory)) {
      assertEquals("false", process.hasTable());
      assertEquals("acquired", process.take(KEY, Mode.SHARED));
      assertEquals("true", process.hasTable());
      assertEquals("released", process.release());
      assertEquals("false", process.hasTable());
    }
  }

  @Test
  void locksOutlastTheSystemProperties() throws Exception {
    Properties before = System.getProperties();
    try (LockingProcess process = LockingProcess.start(directory);
        AutoCloseable held = own.apply("key", SHARED).orElseThrow()) {
      Properties copy = new Properties();
      before.stringPropertyNames().forEach(name -> copy.put(name, before.getProperty(name)));
      System.setProperties(copy);
      AutoCloseable more = own.apply("another", EXCLUSIVE).orElseThrow();
      other.apply("key", SHARED).orElseThrow().close();
      assertEquals(Optional.empty(), other.apply("key", EXCLUSIVE), held::toString);
      more.close();
      assertEquals("refused", process.take(KEY, Mode.EXCLUSIVE));
    } finally {
      System.setProperties(before);
    }
    other.apply("key", EXCLUSIVE).orElseThrow().close();
  }

  @Test
  void tablesOfTwoClassLoadersAreJoined() throws Exception {
    Properties before = System.getProperties();
    try (LockingProcess process = LockingProcess.start(directory);
        AutoCloseable held = own.apply("key", SHARED).orElseThrow()) {
      System.setProperties(new Properties(before));
      AutoCloseable second = other.apply("another", SHARED).orElseThrow();
      own.apply("key", SHARED).orElseThrow().close();
      assertEquals(Optional.empty(), other.apply("key", EXCLUSIVE), held::toString);
      second.close();
      assertEquals("acquired", process.take(new CacheLock.Key("another"), Mode.EXCLUSIVE));
      assertEquals("refused", process.take(KEY, Mode.EXCLUSIVE));
    } finally {
      System.setProperties(before);
    }
    other.apply("key", EXCLUSIVE).orElseThrow().close();
  }

  @Test
  void locksAreTakenAgainOnAFileThatWasReplaced() throws Exception {
    try (Held held = locks().tryAcquire(KEY, Mode.SHARED).orElseThrow()) {
      Files.delete(new CacheLayout(directory).locks());
      other.apply("another", EXCLUSIVE).orElseThrow().close();
      assertEquals(Optional.empty(), other.apply("key", EXCLUSIVE), held::toString);
      try (LockingProcess process = LockingProcess.start(directory)) {
        assertEquals("refused", process.take(KEY, Mode.EXCLUSIVE));
        held.close();
        assertEquals("acquired", process.take(KEY, Mode.EXCLUSIVE));
      }
    }
  }

  private CacheLock locks() {
    return new FileLocks(new CacheLayout(directory));
  }

  /** Forgets the other class loader, and waits until it is collected. */
  private void discard() throws Exception {
    WeakReference<ClassLoader> discarded = new WeakReference<>(loader);
    loader.close();
    loader = LoadedLocks.loader();
    other = LoadedLocks.load(loader, directory);
    for (int i = 0; i < MAX_COLLECTIONS && discarded.get() != null; i++) {
      System.gc();
      Thread.sleep(5);
    }
    assertNull(discarded.get());
  }
}
