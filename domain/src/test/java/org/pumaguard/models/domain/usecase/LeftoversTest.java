package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.PruneResult;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.Partial;

/** What lies about in a cache directory is reclaimed when it is useless. */
class LeftoversTest {

  private final TestModel a = TestModel.random("a.pt", 1000, 1);
  private final TestModel b = TestModel.random("b.pt", 2000, 2);
  private final TestModel c = TestModel.random("c.pt", 3000, 3);
  private final TestCache cache = TestCache.of(a, b, c);

  @Test
  void aPartialOfAWeekAgoIsReclaimed() throws IOException {
    Sha256 old = partial("old");
    cache.clock.advance(Duration.ofDays(6));
    Sha256 fresh = partial("fresh");
    cache.clock.advance(Duration.ofDays(2));
    cache.cache().prune(Retention.DEFAULT, false);
    assertFalse(cache.disk.exists(cache.store.partial(old)));
    assertTrue(cache.disk.exists(cache.store.partial(fresh)));
  }

  @Test
  void anOrphanedBlobIsReclaimed() throws IOException {
    cache.ensure(a);
    TestModel orphan = TestModel.random("orphan.pt", 9, 9);
    cache.disk.write(cache.store.blob(orphan.sha256()), orphan.bytes());
    assertEquals(9, cache.cache().prune(Retention.DEFAULT, false).bytes());
    assertFalse(cache.isStored(orphan.sha256()));
  }

  @Test
  void stagedDirectoriesOfADeadProcessAreReclaimed() throws IOException {
    cache.ensure(a);
    cache.store.parts().directories().stage();
    cache.cache().prune(Retention.DEFAULT, false);
    assertEquals(List.of(), cache.store.parts().inventory().read().leftovers());
  }

  @Test
  void aFileSetAsideStays() throws IOException {
    cache.disk.writeText(cache.path(a), "mine");
    cache.ensure(a);
    cache.cache().prune(size(0), false);
    cache.cache().clear(List.of(), false);
    assertEquals(1, cache.store.parts().inventory().read().leftovers().size());
  }

  @Test
  void aFileThatWasDeletedByHandIsNotKeptBehindTheScenes() throws IOException {
    cache.cache().ensureAll(List.of());
    cache.disk.delete(cache.path(b));
    assertEquals(2000, cache.cache().prune(Retention.DEFAULT, false).bytes());
    assertFalse(cache.isStored(b.sha256()));
  }

  @Test
  void aFileThatTheUserHasPutInAModelsPlaceStays() throws IOException {
    cache.cache().ensureAll(List.of());
    cache.disk.delete(cache.path(b));
    cache.disk.writeText(cache.path(b), "mine");
    PruneResult pruned = cache.cache().prune(size(0), false);
    assertEquals("mine", cache.disk.readText(cache.path(b)));
    assertTrue(pruned.removed().stream().anyMatch(item -> item.kept().isPresent()));
  }

  @Test
  void reclaimsForeignFragmentsThatAreUselessOrOld() throws IOException {
    TestModel cached = TestModel.random("f.h5", 10_000, 5).fragments(5000, 5000);
    TestModel other = TestModel.random("g.h5", 10_000, 6).fragments(5000, 5000);
    cache.register(cached, other);
    cache.ensure(cached);
    leftover(other, 1);
    cache.clock.advance(Duration.ofDays(8));
    leftover(other, 0);
    leftover(cached, 0);
    assertEquals(10_000, cache.cache().prune(Retention.DEFAULT, false).bytes());
    assertTrue(cache.disk.exists(cache.store.directory().resolve(other.fragmentName(0))));
  }

  private Sha256 partial(String text) throws IOException {
    Sha256 content = Sha256.ofUtf8(text);
    try (Partial partial = cache.store.parts().partials().open(content)) {
      partial.write(0, ByteBuffer.allocate(100));
    }
    return content;
  }

  private void leftover(TestModel model, int number) throws IOException {
    String name = model.fragmentName(number);
    cache.disk.write(
        cache.store.directory().resolve(name),
        Optional.ofNullable(model.published().get(name)).orElseThrow());
  }

  private static Retention size(long bytes) {
    return new Retention(1, Optional.empty(), OptionalLong.of(bytes));
  }
}
