package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.port.Fetcher.Request;

/** Fragments whose ends are not those of blocks: a repair fetches of the damaged one only. */
class RepairedFragmentsTest {

  @ParameterizedTest
  @CsvSource({
    "4, 700000, true, 1800000", "4, 700000, false, 1800000",
    "4, 700000, true, 699999", "4, 700000, true, 700000",
    "1500, 2000, true, 1500000", "1500, 2000, false, 2999999",
    "1500, 2000, true, 0", "2, 2500000, true, 2500000"
  })
  void oneDamagedByte(int count, int bytesEach, boolean isSized, int at) throws IOException {
    TestModel model = TestModel.random("m.h5", count * bytesEach, at);
    model.fragments(Collections.nCopies(count, bytesEach).toArray(Integer[]::new));
    TestCache cache = TestCache.of(isSized ? model : model.unsized());
    cache.ensure(model);
    damage(cache, model, at);
    VerifyResult verified = cache.cache().verify(List.of(model.name())).get(0);
    String damaged = model.fragmentName(at / bytesEach);
    assertEquals(
        List.of(damaged),
        verified.damage().stream()
            .map(damage -> damage.fragment().orElseThrow().value())
            .distinct()
            .toList());
    cache.network.forgetRequests();
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    for (Request request : cache.network.requests()) {
      assertEquals(TestCache.at(TestCache.FIRST, damaged), request.location());
    }
    long fetched = cache.fetchedBytes();
    assertTrue(
        fetched <= Math.min(bytesEach, BlockSums.BLOCK_BYTES), fetched + " bytes were fetched");
  }

  /** Where neither lengths nor sums are known, a byte of each fragment tells its length. */
  @ParameterizedTest
  @CsvSource({"100000, UNVERIFIED", "700000, UNVERIFIED", "100000, ADOPTED", "700000, LOST"})
  void soundOnesOfUnknownLengthStay(int bytesEach, Before before) throws IOException {
    TestModel model = TestModel.random("m.h5", 4 * bytesEach, 1).unsized();
    model.fragments(Collections.nCopies(4, bytesEach).toArray(Integer[]::new));
    TestCache cache = TestCache.of(model);
    if (before == Before.ADOPTED) {
      cache.disk.write(cache.path(model), model.bytes());
    }
    if (before != Before.UNVERIFIED) {
      cache.ensure(model);
      cache.store.loseIndexes();
    }
    damage(cache, model, 2 * bytesEach);
    cache.fetchedBytes();
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    long beside = cache.fetchedBytes() - bytesEach;
    assertTrue(beside >= 0 && beside <= 4, beside + " bytes beside the fragment");
  }

  @Test
  void soundOneInOnlyDamagedBlocksStays() throws IOException {
    TestModel model = TestModel.random("m.h5", 1_500_000, 1).fragments(500_000, 1_000_000);
    TestCache cache = TestCache.of(model.unsized());
    cache.disk.write(cache.path(model), model.bytes());
    cache.ensure(model);
    byte[] damaged = Arrays.copyOf(model.bytes(), 1_400_000);
    damaged[600_000] ^= 1;
    cache.disk.write(cache.path(model), damaged);
    cache.fetchedBytes();
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    long beside = cache.fetchedBytes() - 1_000_000;
    assertTrue(beside >= 0 && beside <= 2, beside + " bytes beside the fragment");
  }

  /** What has happened to the model before it is damaged. */
  enum Before {
    /** Another program put it there, and it was never read. */
    UNVERIFIED,
    /** Another program put it there, and it was verified. */
    ADOPTED,
    /** It was fetched, and the indexes were lost. */
    LOST
  }

  private static void damage(TestCache cache, TestModel model, int at) throws IOException {
    byte[] damaged = Arrays.copyOf(model.bytes(), model.bytes().length);
    damaged[at] ^= 1;
    cache.disk.write(cache.path(model), damaged);
  }
}
