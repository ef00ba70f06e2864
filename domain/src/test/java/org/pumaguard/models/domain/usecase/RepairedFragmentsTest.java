package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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

  private static void damage(TestCache cache, TestModel model, int at) throws IOException {
    byte[] damaged = Arrays.copyOf(model.bytes(), model.bytes().length);
    damaged[at] ^= 1;
    cache.disk.write(cache.path(model), damaged);
  }
}
