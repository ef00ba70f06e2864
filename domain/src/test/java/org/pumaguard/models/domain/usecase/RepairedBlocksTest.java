package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.api.VerifyResult.Result;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ByteRange;

/** Repair fetches the damaged blocks and nothing else, whichever they are. */
class RepairedBlocksTest {

  private static final int BLOCK = ModelForm.BLOCK;
  private static final int BYTES = ModelForm.BYTES;

  static Stream<Arguments> blocks() {
    return Arrays.stream(ModelForm.values())
        .flatMap(
            form ->
                IntStream.range(0, ModelForm.COUNT).mapToObj(block -> Arguments.of(form, block)));
  }

  static Stream<Arguments> pairsOfBlocks() {
    return blocks()
        .flatMap(
            first ->
                IntStream.range((int) first.get()[1] + 1, ModelForm.COUNT)
                    .mapToObj(second -> Arguments.of(first.get()[0], first.get()[1], second)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void aDamagedBlockIsLocatedAndFetchedAlone(ModelForm form, int block) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    byte[] damaged = damage(cache, model, block);
    VerifyResult found = cache.cache().verify(List.of(model.name())).get(0);
    assertEquals(Result.DAMAGED, found.result());
    assertTrue(
        found.damage().stream().allMatch(one -> isWithin(one.range(), range(block))),
        () -> found.damage().toString());
    assertEquals(0, cache.fetchedBytes());
    assertArrayEquals(damaged, cache.shown(model), "verify changes nothing");

    VerifyResult repaired = cache.cache().repair(List.of(model.name())).get(0);
    assertEquals(Result.REPAIRED, repaired.result());
    assertEquals(needed(form, block), repaired.bytesFetched());
    assertEquals(needed(form, block), cache.fetchedBytes());
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(Result.OK, cache.cache().verify(List.of(model.name())).get(0).result());
  }

  @ParameterizedTest
  @MethodSource("pairsOfBlocks")
  void twoDamagedBlocksAreFetchedAlone(ModelForm form, int first, int second) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    damage(cache, model, first);
    damage(cache, model, second);
    repair(cache, model);
    assertEquals(needed(form, first, second), cache.fetchedBytes());
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void ensureRepairsAsCheaply(ModelForm form, int block) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    cache.disk.change(cache.path(model), (int) range(block).offset());
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(needed(form, block), cache.fetchedBytes());
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void anUnreadableEndIsFetchedAlone(ModelForm form, int block) throws IOException {
    TestModel model = form.model("m.h5", 1);
    TestCache cache = cached(model);
    cache.disk.makeUnreadable(cache.path(model), range(block).offset());
    repair(cache, model);
    assertEquals(BYTES - range(block).offset(), cache.fetchedBytes());
  }

  private static void repair(TestCache cache, TestModel model) throws IOException {
    assertEquals(Result.REPAIRED, cache.cache().repair(List.of(model.name())).get(0).result());
    assertArrayEquals(model.bytes(), cache.shown(model));
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

  /** The bytes of the damaged blocks, of those fragments only that have a damaged first byte. */
  private static long needed(ModelForm form, Integer... blocks) {
    long needed = 0;
    for (ByteRange fragment : form.fragments()) {
      if (Arrays.stream(blocks).anyMatch(block -> contains(fragment, range(block).offset()))) {
        for (int block : blocks) {
          long from = Math.max(fragment.offset(), range(block).offset());
          needed += Math.max(0, Math.min(fragment.end(), range(block).end()) - from);
        }
      }
    }
    return needed;
  }

  private static boolean contains(ByteRange range, long offset) {
    return range.offset() <= offset && offset < range.end();
  }

  private static ByteRange range(int block) {
    long offset = (long) block * BLOCK;
    return new ByteRange(offset, Math.min(BLOCK, BYTES - offset));
  }

  private static boolean isWithin(ByteRange inner, ByteRange outer) {
    return inner.offset() >= outer.offset() && inner.end() <= outer.end();
  }
}
