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
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.ImportResult;
import org.pumaguard.models.domain.fake.InMemoryArchives;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.port.PlainFiles;

/** Models that travel in a file from a machine with a network to one without. */
class BundleTest {

  private static final Path BUNDLE = Path.of("/media/usb/b.tar");

  private final TestModel model = TestModel.random("m.h5", 9000, 1).fragments(3000, 3000, 3000);
  private final TestModel single = TestModel.random("s.bin", 2001, 2);
  private final TestModel twin = TestModel.of("twin.bin", single.bytes());
  private final TestCache there = TestCache.of(model, single, twin);
  private final TestCache here = TestCache.of();

  @Test
  void carriesModelsToAMachineWithoutANetwork() throws IOException {
    carry(there.disk, create(List.of()));
    ImportResult imported = here.bundler().importFrom(BUNDLE);
    assertEquals(Optional.empty(), imported.refusal());
    assertTrue(imported.outcomes().stream().allMatch(one -> one.failure().isEmpty()));
    for (TestModel each : List.of(model, single, twin)) {
      assertArrayEquals(each.bytes(), here.shown(each));
    }
    assertEquals(List.of(), here.network.requests());
    assertFalse(here.locks.isAnyHeld());
  }

  @Test
  void holdsEachContentOnceAndOnlyTheModelsThatAreNamed() throws IOException {
    byte[] all = there.disk.read(create(List.of()));
    assertTrue(all.length < 9000 + 2001 + 2000, "the twin is not there twice");
    byte[] one = there.disk.read(create(List.of(twin)));
    assertTrue(one.length < 2001 + 1000);
    carry(there.disk, BUNDLE);
    here.bundler().importFrom(BUNDLE);
    assertTrue(here.disk.exists(here.path(twin)));
    assertFalse(here.disk.exists(here.path(single)));
  }

  @Test
  void theSameModelsGiveTheSameBytes() throws IOException {
    byte[] first = there.disk.read(create(List.of()));
    there.restart();
    assertArrayEquals(first, there.disk.read(create(List.of())));
  }

  @Test
  void leavesOutWhatTheOtherSideHas() throws IOException {
    Path list = Path.of("/media/usb/list");
    there.disk.writeText(list, model.sha256().hex() + "\n");
    there.disk.makeDirectory(Path.of("/media/usb"));
    there.bundler().createSince(BUNDLE, List.of(), list);
    assertTrue(there.disk.read(BUNDLE).length < 9000);

    carry(there.disk, BUNDLE);
    ImportResult without = here.bundler().importFrom(BUNDLE);
    assertEquals(Optional.of(Kind.NOT_FOUND), kind(without.outcomes().get(0)));
    assertArrayEquals(single.bytes(), here.shown(single));

    TestCache other = TestCache.of(model);
    other.ensure(model);
    other.disk.write(BUNDLE, there.disk.read(BUNDLE));
    other.network.forgetRequests();
    assertTrue(
        other.bundler().importFrom(BUNDLE).outcomes().stream()
            .allMatch(one -> one.failure().isEmpty()));
    assertEquals(List.of(), other.network.requests());
  }

  @Test
  void aWrongContentIsNamedAndStopsNoOther() throws IOException {
    TestModel old = TestModel.random("m.h5", 500, 7);
    here.register(old);
    here.ensure(old);
    byte[] bytes = there.disk.read(create(List.of()));
    byte[] start = Arrays.copyOf(model.bytes(), 16);
    bytes[indexOf(bytes, start) + 100] ^= 1;
    here.disk.write(BUNDLE, bytes);
    ImportResult result = here.bundler().importFrom(BUNDLE);
    assertEquals(Optional.of(Kind.INTEGRITY), kind(result.outcomes().get(0)));
    assertArrayEquals(single.bytes(), here.shown(single));
    assertArrayEquals(old.bytes(), here.shown(old), "the old version stays");
  }

  @Test
  void aTruncatedBundleKeepsWhatWasComplete() throws IOException {
    byte[] bytes = there.disk.read(create(List.of()));
    byte[] start = Arrays.copyOf(single.bytes(), 16);
    here.disk.write(BUNDLE, Arrays.copyOf(bytes, indexOf(bytes, start) + 100));
    ImportResult result = here.bundler().importFrom(BUNDLE);
    assertArrayEquals(model.bytes(), here.shown(model));
    assertFalse(here.disk.exists(here.path(single)));
    assertTrue(result.outcomes().stream().anyMatch(one -> one.failure().isPresent()));
    carry(there.disk, BUNDLE);
    here.bundler().importFrom(BUNDLE);
    assertArrayEquals(single.bytes(), here.shown(single));
  }

  @Test
  void aFileThatIsNoBundleChangesNothing() throws IOException {
    here.disk.write(BUNDLE, "no bundle at all".getBytes(StandardCharsets.UTF_8));
    assertThrows(CacheException.class, () -> here.bundler().importFrom(BUNDLE));
    assertFalse(here.disk.exists(here.store.directory()));
  }

  @Test
  void aMissingBundleIsUnavailable() {
    CacheException failure =
        assertThrows(CacheException.class, () -> here.bundler().importFrom(BUNDLE));
    assertEquals(Kind.UNAVAILABLE, failure.kind());
  }

  @Test
  void fragmentsOfAnImportedModelAreReusedByAnUpdate() throws IOException {
    carry(there.disk, create(List.of()));
    here.bundler().importFrom(BUNDLE);
    byte[] bytes = Arrays.copyOf(model.bytes(), 12_000);
    TestModel next = TestModel.of("m.h5", bytes).fragments(3000, 3000, 3000, 3000);
    here.register(next);
    assertEquals(9000, here.ensure(next).bytesReused());
    assertEquals(3000, here.fetchedBytes());
  }

  @Test
  void aBundleThatCannotBeMadeKeepsTheFormerFile() throws IOException {
    there.disk.writeText(BUNDLE, "what was there");
    for (String source : List.of(TestCache.FIRST, TestCache.SECOND)) {
      there.network.withdraw(TestCache.at(source, "s.bin"));
    }
    CacheException failure =
        assertThrows(CacheException.class, () -> there.bundler().create(BUNDLE, List.of()));
    assertEquals(Kind.NOT_FOUND, failure.kind());
    assertEquals("what was there", there.disk.readText(BUNDLE));
  }

  @Test
  void damagedContentDoesNotTravel() throws IOException {
    there.cache().ensureAll(List.of());
    there.disk.rot(there.path(single), 7);
    there.disk.writeText(BUNDLE, "what was there");
    CacheException failure =
        assertThrows(
            CacheException.class, () -> there.bundler().create(BUNDLE, List.of(single.name())));
    assertEquals(Kind.INTEGRITY, failure.kind());
    assertEquals("what was there", there.disk.readText(BUNDLE));
  }

  @Test
  void modelsAreImportedAsTheyAreUsed() throws IOException {
    TestModel archive =
        TestModel.of(
                "l.tar",
                InMemoryArchives.archive(
                    Map.of("names.txt", "cats".getBytes(StandardCharsets.UTF_8))))
            .unpackedInto("labels");
    TestModel compressed = TestModel.random("z.pt", 5000, 3).compressed(Compression.GZ);
    there.register(archive, compressed);
    carry(there.disk, create(List.of()));
    here.bundler().importFrom(BUNDLE);
    assertEquals("cats", here.disk.readText(here.store.directory().resolve("labels/names.txt")));
    assertArrayEquals(compressed.bytes(), here.shown(compressed));
  }

  private Path create(List<TestModel> models) throws IOException {
    there.disk.makeDirectory(Path.of("/media/usb"));
    there.bundler().create(BUNDLE, models.stream().map(TestModel::name).toList());
    return BUNDLE;
  }

  private void carry(PlainFiles disk, Path file) throws IOException {
    here.disk.write(BUNDLE, disk.read(file));
  }

  private static Optional<Kind> kind(EnsureOutcome outcome) {
    return outcome.failure().map(CacheException::kind);
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(Arrays.copyOfRange(bytes, i, i + part.length), part)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
