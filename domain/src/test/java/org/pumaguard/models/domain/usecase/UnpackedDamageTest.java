package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.api.VerifyResult.Result;
import org.pumaguard.models.domain.fake.InMemoryArchives;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;

/** Damage of an unpacked directory is found, and the archive is unpacked again. */
class UnpackedDamageTest {

  private final TestModel cats = archive("cats").unpackedInto("labels");
  private final TestCache cache = TestCache.of(cats);

  @Test
  void theDirectoryOfAnotherProgramIsNotHandedOut() throws IOException {
    cache.ensure(cats);
    deleteTree("labels");
    cache.disk.writeText(path("labels/own.txt"), "mine");
    assertEquals(Result.DAMAGED, cache.cache().verify(List.of()).get(0).result());
    cache.ensure(cats);
    assertEquals("cats", unpacked());
    assertTrue(isKeptAside("own.txt"));
    assertEquals(Result.OK, cache.cache().verify(List.of()).get(0).result());
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

  @ParameterizedTest
  @EnumSource
  void repairUnpacksADamagedDirectoryAgain(Damage damage) throws IOException {
    cache.ensure(cats);
    damage.to(cache, path("labels"));
    assertEquals(Result.DAMAGED, cache.cache().verify(List.of()).get(0).result());
    cache.fetchedBytes();
    assertEquals(Result.REPAIRED, cache.cache().repair(List.of()).get(0).result());
    assertEquals("cats", unpacked());
    assertEquals(0, cache.fetchedBytes());
    assertEquals(Result.OK, cache.cache().verify(List.of()).get(0).result());
  }

  @Test
  void aProgramMayAddFilesToTheDirectory() throws IOException {
    cache.ensure(cats);
    cache.disk.writeText(path("labels/tmp/index"), "x");
    assertEquals(Result.OK, cache.cache().verify(List.of()).get(0).result());
    cache.ensure(cats);
    assertTrue(cache.disk.exists(path("labels/tmp/index")));
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
