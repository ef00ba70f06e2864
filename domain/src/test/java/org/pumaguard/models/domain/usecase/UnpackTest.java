package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.fake.InMemoryArchives;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.policy.Retention;

/** Models that are archives, and the directories that they are unpacked into. */
class UnpackTest {

  private final TestModel cats = archive("cats").unpackedInto("labels");
  private final TestModel lions = archive("lions").unpackedInto("labels");
  private final TestCache cache = TestCache.of(cats);

  @Test
  void aModelIsUnpackedBesideItsFile() throws IOException {
    cache.ensure(cats);
    assertEquals("cats", unpacked());
    assertArrayEquals(cats.bytes(), cache.shown(cats));
  }

  @Test
  void aNewVersionReplacesTheDirectory() throws IOException {
    Map<String, byte[]> files = files("cats");
    files.put("a/old.txt", new byte[3]);
    TestModel old = TestModel.of("l.tar", InMemoryArchives.archive(files)).unpackedInto("labels");
    cache.register(old);
    cache.ensure(old);
    cache.register(lions);
    cache.ensure(lions);
    assertEquals("lions", unpacked());
    assertFalse(cache.disk.exists(path("labels/a/old.txt")));
  }

  @Test
  void aDirectoryThatVanishedReturnsWithoutAFetch() throws IOException {
    cache.ensure(cats);
    deleteTree("labels");
    cache.fetchedBytes();
    cache.ensure(cats);
    assertEquals("cats", unpacked());
    assertEquals(0, cache.fetchedBytes());
  }

  @Test
  void keepsAForeignFileAndTheOldVersion() throws IOException {
    cache.ensure(cats);
    deleteTree("labels");
    cache.disk.writeText(path("labels"), "mine");
    cache.register(lions);
    assertEquals(
        Kind.STORAGE, assertThrows(CacheException.class, () -> cache.ensure(lions)).kind());
    assertEquals("mine", cache.disk.readText(path("labels")));
    assertArrayEquals(cats.bytes(), cache.shown(cats));
    cache.disk.delete(path("labels"));
    cache.ensure(lions);
    assertEquals("lions", unpacked());
  }

  @Test
  void aChangedDirectoryIsKeptAsideByAnUpdate() throws IOException {
    cache.ensure(cats);
    cache.disk.writeText(path("labels/own.txt"), "mine");
    cache.register(lions);
    cache.ensure(lions);
    assertEquals("lions", unpacked());
    assertTrue(isKeptAside("own.txt"));
  }

  @Test
  void theDirectoryFollowsTheRegistryAndGoesWithTheModel() {
    cache.ensure(cats);
    TestModel renamed = archive("cats").unpackedInto("classes");
    cache.register(renamed);
    cache.ensure(renamed);
    assertFalse(cache.disk.exists(path("labels")));
    assertTrue(cache.disk.exists(path("classes")));
    cache.cache().clear(List.of(renamed.name()), false);
    assertFalse(cache.disk.exists(path("classes")));
  }

  /** What became of the directory. */
  enum Damage {
    CHANGED_FILE {
      @Override
      void to(TestCache cache, Path directory) throws IOException {
        cache.disk.writeText(directory.resolve("a/names.txt"), "dogs");
      }
    },
    MISSING_FILE {
      @Override
      void to(TestCache cache, Path directory) throws IOException {
        cache.disk.delete(directory.resolve("a/names.txt"));
      }
    },
    FILE_FOR_DIRECTORY {
      @Override
      void to(TestCache cache, Path directory) throws IOException {
        cache.disk.delete(directory.resolve("a/names.txt"));
        cache.disk.delete(directory.resolve("a"));
        cache.disk.writeText(directory.resolve("a"), "");
      }
    },
    MISSING_DIRECTORY {
      @Override
      void to(TestCache cache, Path directory) throws IOException {
        MISSING_FILE.to(cache, directory);
        cache.disk.delete(directory.resolve("a"));
        cache.disk.delete(directory);
      }
    };

    abstract void to(TestCache cache, Path directory) throws IOException;
  }

  @Test
  void anInvalidArchiveIsRefusedAndTheOldOneStays() throws IOException {
    cache.ensure(cats);
    for (byte[] invalid :
        List.of(
            InMemoryArchives.archive(Map.of("../outside.txt", new byte[3])),
            Arrays.copyOf(lions.bytes(), lions.bytes().length - 2),
            "no archive".getBytes(StandardCharsets.UTF_8))) {
      TestModel bad = TestModel.of("l.tar", invalid).unpackedInto("labels");
      cache.register(bad);
      assertEquals(
          Kind.INTEGRITY, assertThrows(CacheException.class, () -> cache.ensure(bad)).kind());
      assertEquals("cats", unpacked());
      assertArrayEquals(cats.bytes(), cache.shown(cats));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCompressedPublicationIsDecompressed(Compression compression) throws IOException {
    TestModel model = TestModel.random("z.pt", 50_000, 1).compressed(compression);
    cache.register(model);
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
  }

  @Test
  void aRollbackUnpacksTheFormerVersion() throws IOException {
    cache.ensure(cats);
    cache.register(lions);
    cache.ensure(lions);
    cache.cache().rollback(cats.name());
    assertEquals("cats", unpacked());
    cache.ensure(lions);
    assertEquals("lions", unpacked());
  }

  @Test
  void evictionRemovesTheDirectoryToo() {
    cache.ensure(cats);
    assertEquals(cats.bytes().length + 4, cache.cache().usage().bytes());
    Retention nothing = new Retention(1, Optional.empty(), OptionalLong.of(0));
    assertEquals(cats.bytes().length + 4, cache.cache().prune(nothing, false).bytes());
    assertFalse(cache.disk.exists(path("labels")));
  }

  @Test
  void lostRecordsForgetNoDirectory() throws IOException {
    cache.ensure(cats);
    cache.records.lose(Optional.empty());
    cache.restart();
    cache.ensure(cats);
    assertFalse(cache.disk.exists(cache.store.directory().resolve(".store/aside")));
    cache.cache().clear(List.of(), false);
    assertFalse(cache.disk.exists(path("labels")));
  }

  /** Whatever step the process does not survive, file and directory are brought together again. */
  @Test
  void aKilledUpdateIsCompletedByTheNextProcess() throws IOException {
    for (int steps = 0; ; steps++) {
      TestCache killed = TestCache.of(cats);
      killed.ensure(cats);
      killed.register(lions);
      killed.disk.faults().killAfter(steps);
      try {
        killed.ensure(lions);
      } catch (CacheException e) {
        assertTrue(killed.disk.faults().isKilled(), () -> "no failure but the kill: " + e);
      }
      boolean isKilled = killed.disk.faults().isKilled();
      killed.restart();
      killed.ensure(lions);
      assertEquals(
          "lions", killed.disk.readText(killed.store.directory().resolve("labels/a/names.txt")));
      assertFalse(
          killed.disk.exists(killed.store.directory().resolve(".store/aside/labels")),
          "killed after " + steps + " steps");
      if (!isKilled) {
        return;
      }
    }
  }

  private static TestModel archive(String text) {
    return TestModel.of("l.tar", InMemoryArchives.archive(files(text)));
  }

  private static Map<String, byte[]> files(String text) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("a/names.txt", text.getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private String unpacked() throws IOException {
    return cache.disk.readText(path("labels/a/names.txt"));
  }

  private Path path(String name) {
    return cache.store.directory().resolve(name);
  }

  private void deleteTree(String name) throws IOException {
    List<Path> paths = cache.disk.tree(path(name));
    for (int i = paths.size() - 1; i >= 0; i--) {
      cache.disk.delete(paths.get(i));
    }
  }

  private boolean isKeptAside(String name) {
    return cache.disk.tree(path(".store/aside")).stream().anyMatch(path -> path.endsWith(name));
  }
}
