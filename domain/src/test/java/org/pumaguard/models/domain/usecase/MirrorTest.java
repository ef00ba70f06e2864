package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.policy.VerifyPolicy;

class MirrorTest {

  @ParameterizedTest
  @CsvSource({"mtime, true", "changed, false", "never, false", "always, false"})
  void servesACopyWithItsTimesUnread(String policy, boolean isServed) throws IOException {
    TestModel model = TestModel.random("m.pt", 1000, 1);
    TestCache cache = TestCache.of(model);
    cache.ensure(model);
    Path elsewhere = cache.path(model).resolveSibling("copy");
    cache.disk.move(cache.path(model), elsewhere);
    cache.disk.move(elsewhere, cache.path(model));
    cache.restart(verifying(policy));
    Optional<StoredRange> served =
        cache.cache().mirror().namedAtOnce(FileName.parse(model.name().value()));
    assertEquals(isServed, served.isPresent());
  }

  private static CacheSettings verifying(String policy) {
    CacheSettings all = TestCache.SETTINGS;
    return new CacheSettings(
        all.offline(),
        all.parallel(),
        VerifyPolicy.parse(policy),
        all.retry(),
        all.patience(),
        all.quota());
  }
}
