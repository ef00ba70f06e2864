package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.port.Fetcher;

/** Sources that send other bytes than those of the registry. */
class LyingSourcesTest {

  private static final int PART = 100_000;

  private final TestModel model = TestModel.random("m.h5", 3 * PART, 1).fragments(PART, PART, PART);
  private final TestCache cache = TestCache.of(model).restart(retries(1, 1));

  /** Ways to send other bytes than those of the registry. */
  enum Lie {
    WRONG_BYTE {
      @Override
      Reply of(byte[] bytes) {
        byte[] wrong = bytes.clone();
        wrong[12_345] ^= 1;
        return Reply.of(wrong);
      }
    },
    TOO_SHORT {
      @Override
      Reply of(byte[] bytes) {
        return Reply.of(Arrays.copyOf(bytes, 70_000));
      }
    },
    TOO_LONG {
      @Override
      Reply of(byte[] bytes) {
        return Reply.of(Arrays.copyOf(bytes, PART + 10));
      }
    },
    EMPTY {
      @Override
      Reply of(byte[] bytes) {
        return Reply.of(new byte[0]);
      }
    },
    UNANNOUNCED_WRONG_BYTE {
      @Override
      Reply of(byte[] bytes) {
        return WRONG_BYTE.of(bytes).withoutLength();
      }
    },
    UNANNOUNCED_TOO_LONG {
      @Override
      Reply of(byte[] bytes) {
        return TOO_LONG.of(bytes).withoutLength();
      }
    };

    abstract Reply of(byte[] bytes);
  }

  @ParameterizedTest
  @EnumSource
  void wrongBytesOfTheOnlySourceAreRefused(Lie lie) {
    lieAt(TestCache.FIRST, lie);
    cache.network.withdraw(TestCache.at(TestCache.SECOND, model.fragmentName(1)));
    CacheException failure = assertThrows(CacheException.class, () -> cache.ensure(model));
    assertEquals(Kind.INTEGRITY, failure.kind());
    assertFalse(cache.disk.exists(cache.path(model)));
    assertTrue(requests(TestCache.FIRST, 1).size() <= 2);
  }

  @ParameterizedTest
  @EnumSource
  void wrongBytesAreLeftForTheMirror(Lie lie) throws IOException {
    lieAt(TestCache.FIRST, lie);
    EnsureResult result = cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(1, result.setAside().size());
    assertEquals(1, requests(TestCache.FIRST, 1).size());
    assertEquals(0, requests(TestCache.FIRST, 2).size(), "a lying source is asked last");
  }

  @ParameterizedTest
  @EnumSource
  void wrongBytesThatPassCostOneMoreTry(Lie lie) throws IOException {
    cache.registerAt(List.of(TestCache.FIRST), model);
    byte[] right = fragment(1);
    cache.network.script(
        TestCache.at(TestCache.FIRST, model.fragmentName(1)), lie.of(right), Reply.of(right));
    cache.ensure(model);
    assertArrayEquals(model.bytes(), cache.shown(model));
    assertEquals(1, requests(TestCache.FIRST, 0).size());
    assertEquals(1, requests(TestCache.FIRST, 2).size());
  }

  @ParameterizedTest
  @EnumSource
  void wrongBytesOfAnUpdateKeepTheOldVersion(Lie lie) throws IOException {
    TestModel old = TestModel.of("m.h5", "the old version");
    cache.register(old);
    cache.ensure(old);
    cache.register(model);
    lieAt(TestCache.FIRST, lie);
    lieAt(TestCache.SECOND, lie);
    assertEquals(
        Kind.INTEGRITY, assertThrows(CacheException.class, () -> cache.ensure(model)).kind());
    assertArrayEquals(old.bytes(), cache.shown(old));
  }

  @Test
  void aLyingSourceIsAskedLastForOtherModelsToo() throws IOException {
    TestModel other = TestModel.random("other.pt", 1000, 5);
    cache.register(model, other);
    lieAt(TestCache.FIRST, Lie.WRONG_BYTE);
    cache.cache().ensureAll(List.of());
    assertArrayEquals(other.bytes(), cache.shown(other));
    assertEquals(List.of(), cache.network.requests(TestCache.at(TestCache.FIRST, "other.pt")));
  }

  private List<Fetcher.Request> requests(String source, int fragment) {
    return cache.network.requests(TestCache.at(source, model.fragmentName(fragment)));
  }

  private void lieAt(String source, Lie lie) {
    cache.network.script(TestCache.at(source, model.fragmentName(1)), lie.of(fragment(1)));
  }

  private byte[] fragment(int number) {
    return Arrays.copyOfRange(model.bytes(), number * PART, (number + 1) * PART);
  }

  private static CacheSettings retries(int parallel, int retries) {
    CacheSettings other = TestCache.SETTINGS;
    return new CacheSettings(
        false,
        Parallelism.exactly(parallel),
        other.verify(),
        new CacheSettings.Retry(retries, other.retry().backoff()),
        other.patience(),
        other.quota());
  }
}
