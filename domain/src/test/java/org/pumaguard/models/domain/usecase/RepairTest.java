package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.api.VerifyResult.Result;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Fetcher.Request;

/** Repair uses every good byte that is there, and loses nothing when it fails. */
class RepairTest {

  private static final int BLOCK = ModelForm.BLOCK;
  private static final int BYTES = ModelForm.BYTES;

  @ParameterizedTest
  @EnumSource
  void aReaderKeepsTheDamagedFileDuringARepair(ModelForm form) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    byte[] damaged = damage(cache, model, 1);
    try (Content reader = cache.store.parts().models().open(model.name())) {
      repair(cache, model);
      ByteBuffer read = ByteBuffer.allocate(BYTES);
      while (read.hasRemaining() && reader.read(read.position(), read) >= 0) {
        // Until all is read.
      }
      assertArrayEquals(damaged, read.array());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIZED_FRAGMENTS", "SIZED_FILE"})
  void aTruncatedFileGetsItsLastBlocksBack(ModelForm form) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    cache.disk.write(cache.path(model), Arrays.copyOf(model.bytes(), BYTES - 20));
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(form == ModelForm.SIZED_FILE ? BLOCK + 17 : BLOCK / 2 + 17, cache.fetchedBytes());
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatGrewIsCutOffWithoutAFetch(ModelForm form) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    cache.disk.write(cache.path(model), Arrays.copyOf(model.bytes(), BYTES + BLOCK));
    repair(cache, model);
    assertEquals(0, cache.fetchedBytes());
  }

  @ParameterizedTest
  @EnumSource
  void aSourceWithoutRangesSendsEachDamagedFileOnce(ModelForm form) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    model
        .published()
        .forEach(
            (name, bytes) ->
                cache.network.script(
                    TestCache.at(TestCache.FIRST, name), Reply.of(bytes).withoutRanges()));
    cache.disk.rot(cache.path(model), 7);
    repair(cache, model);
    long most =
        cache.network.requests().stream()
            .map(Request::location)
            .distinct()
            .mapToLong(location -> length(model, location))
            .sum();
    assertTrue(cache.fetchedBytes() <= most);
  }

  @ParameterizedTest
  @EnumSource
  void withoutASourceTheDamagedFileStays(ModelForm form) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    byte[] damaged = damage(cache, model, 1);
    model
        .published()
        .keySet()
        .forEach(
            name -> {
              cache.network.withdraw(TestCache.at(TestCache.FIRST, name));
              cache.network.withdraw(TestCache.at(TestCache.SECOND, name));
            });
    VerifyResult result = cache.cache().repair(List.of(model.name())).get(0);
    assertEquals(Result.DAMAGED, result.result());
    assertEquals(Optional.of(Kind.NOT_FOUND), result.failure().map(CacheException::kind));
    assertArrayEquals(damaged, cache.shown(model));
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedBlobWithoutAVisibleNameIsUsedToo(ModelForm form) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    damage(cache, model, 1);
    cache.disk.delete(cache.path(model));
    assertEquals(Result.MISSING, cache.cache().repair(List.of(model.name())).get(0).result());
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(form.repairBytes(1), cache.fetchedBytes());
  }

  @Test
  void twoDamagedCopiesCompleteEachOther() throws IOException {
    TestModel model = ModelForm.SIZED_FILE.model("m.h5", 1);
    TestCache cache = cached(model);
    byte[] copy = model.bytes();
    copy[BYTES - 10] ^= 1;
    cache.disk.rot(cache.path(model), 10);
    cache.disk.delete(cache.path(model));
    cache.disk.write(cache.path(model), copy);
    repair(cache, model);
    assertEquals(0, cache.fetchedBytes());
  }

  @Test
  void aGoodCopyReplacesADamagedBlob() throws IOException {
    TestModel model = ModelForm.SIZED_FILE.model("m.h5", 1);
    TestCache cache = cached(model);
    cache.disk.rot(cache.path(model), 10);
    cache.disk.delete(cache.path(model));
    cache.disk.write(cache.path(model), model.bytes());
    assertEquals(Result.OK, cache.cache().verify(List.of(model.name())).get(0).result());
    assertEquals(
        cache.disk.fingerprint(cache.path(model)),
        cache.disk.fingerprint(cache.store.blob(model.sha256())));
    assertEquals(0, cache.fetchedBytes());
  }

  @ParameterizedTest
  @EnumSource(names = {"SIZED_FRAGMENTS", "SIZED_FILE"})
  void withoutSumsOfBlocksAWholeFileIsFetched(ModelForm form) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    cache.store.loseIndexes();
    damage(cache, model, 0);
    repair(cache, model);
    assertEquals(model.published().values().iterator().next().length, cache.fetchedBytes());
    damage(cache, model, 0);
    repair(cache, model);
    assertEquals(form.repairBytes(0), cache.fetchedBytes(), "the sums were noted again");
  }

  @ParameterizedTest
  @EnumSource
  void anAdoptedFileIsRepairedAsCheaply(ModelForm form) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = TestCache.of(model);
    cache.disk.write(cache.path(model), model.bytes());
    cache.ensure(model);
    assertEquals(0, cache.fetchedBytes());
    damage(cache, model, 1);
    repair(cache, model);
    long beside = cache.fetchedBytes() - form.repairBytes(1);
    assertTrue(beside >= 0 && beside <= 3, beside + " bytes beside the block");
  }

  @Test
  void oneThatCannotBeRepairedDoesNotStopTheOthers() throws IOException {
    TestModel a = TestModel.random("a.pt", BYTES, 1);
    TestModel b = TestModel.random("b.pt", BYTES, 2);
    TestModel c = TestModel.random("c.pt", BYTES, 3);
    TestCache cache = cached(a, b, c);
    damage(cache, a, 1);
    damage(cache, b, 1);
    cache.network.withdraw(TestCache.at(TestCache.FIRST, "a.pt"));
    cache.network.withdraw(TestCache.at(TestCache.SECOND, "a.pt"));
    assertEquals(
        List.of(Result.DAMAGED, Result.REPAIRED, Result.OK),
        cache.cache().repair(List.of()).stream().map(VerifyResult::result).toList());
    assertArrayEquals(b.bytes(), cache.shown(b));
    assertEquals(BLOCK, cache.fetchedBytes());
  }

  @Test
  void remembersHiddenDamageAfterAVerification() throws IOException {
    TestModel model = ModelForm.FILE.model("m.h5", 1);
    TestCache cache = cached(model);
    damage(cache, model, 1);
    cache.ensure(model);
    assertNotEquals(
        Arrays.hashCode(model.bytes()), Arrays.hashCode(cache.shown(model)), "a hit reads nothing");
    cache.cache().verify(List.of());
    cache.restart();
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
  }

  @Test
  void aDamagedModelThatTheRegistryDroppedIsNamed() throws IOException {
    TestModel model = ModelForm.FILE.model("m.h5", 1);
    TestCache cache = cached(model);
    damage(cache, model, 1);
    cache.register();
    VerifyResult result = cache.cache().repair(List.of()).get(0);
    assertEquals(Result.DAMAGED, result.result());
    assertEquals(Optional.of(Kind.INTEGRITY), result.failure().map(CacheException::kind));
  }

  private static void repair(TestCache cache, TestModel model) throws IOException {
    assertEquals(Result.REPAIRED, cache.cache().repair(List.of(model.name())).get(0).result());
    assertArrayEquals(model.bytes(), cache.shown(model));
  }

  private static int length(TestModel model, Location location) {
    String path = location.uri().getPath();
    return Optional.ofNullable(model.published().get(path.substring(1))).orElseThrow().length;
  }

  private static TestCache cached(TestModel... models) {
    TestCache cache = TestCache.of(models);
    cache.cache().ensureAll(List.of());
    assertTrue(cache.fetchedBytes() > 0);
    return cache;
  }

  /** Changes the first byte of a block and none of the file's times. */
  private static byte[] damage(TestCache cache, TestModel model, int block) throws IOException {
    cache.disk.rot(cache.path(model), (int) range(block).offset());
    return cache.shown(model);
  }

  private static ByteRange range(int block) {
    long offset = (long) block * BLOCK;
    return new ByteRange(offset, Math.min(BLOCK, BYTES - offset));
  }
}
