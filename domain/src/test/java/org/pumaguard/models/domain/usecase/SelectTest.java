package org.pumaguard.models.domain.usecase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.cache.ModelNames.Scope;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.ModelName;

/** Names and patterns of callers. */
class SelectTest {

  private final TestModel old = TestModel.random("old.pt", 10, 1);
  private final TestModel a = TestModel.random("a.pt", 10, 2);
  private final TestModel b = TestModel.random("b.h5", 10, 3);
  private final TestModel star = TestModel.random("c*.h5", 10, 4);
  private final TestModel like = TestModel.random("c1.h5", 10, 5);
  private final TestCache cache = TestCache.of(old);

  SelectTest() {
    cache.ensure(old);
    cache.register(a, b, star, like);
    cache.ensure(b);
  }

  @Test
  void aPatternSelectsInItsScope() {
    assertEquals("a.pt", select(Scope.REGISTERED, "*.pt"));
    assertEquals("a.pt old.pt", select(Scope.ALL, "*.pt"));
    assertEquals("old.pt", select(Scope.CACHED, "*.pt"));
    assertEquals("b.h5 old.pt", select(Scope.CACHED, "*"));
    assertEquals("b.h5 c*.h5 c1.h5", select(Scope.REGISTERED, "*.h5"));
  }

  @Test
  void eachModelIsSelectedOnceInTheOrderOfTheTexts() {
    assertEquals("b.h5 a.pt c*.h5 c1.h5", select(Scope.REGISTERED, "b*", "a.pt", "*"));
    assertEquals("", select(Scope.ALL));
  }

  @Test
  void aNameIsTakenAsItIs() {
    assertEquals("unknown", select(Scope.REGISTERED, "unknown"));
    assertEquals("c*.h5", select(Scope.REGISTERED, "c*.h5"), "a star in the name of a model");
    assertEquals(Kind.UNKNOWN_MODEL, failure(Scope.ALL, "a/b").kind());
  }

  @Test
  void aPatternThatMatchesNothingIsAnUnknownModel() {
    CacheException near = failure(Scope.REGISTERED, "a*.tp");
    assertEquals(Kind.UNKNOWN_MODEL, near.kind());
    assertEquals("no model matches 'a*.tp'; did you mean 'a.pt'?", near.getMessage());
    CacheException far = failure(Scope.CACHED, "detector*");
    assertEquals("no cached model matches 'detector*'", far.getMessage());
    assertEquals(Hint.LIST_CACHED, far.hint());
  }

  @Test
  void cachedModelsAreSelectedWithoutARegistry() {
    cache.publishRegistry();
    assertEquals("b.h5 old.pt", select(Scope.ALL, "*"));
    assertEquals(Kind.UNAVAILABLE, failure(Scope.REGISTERED, "*").kind());
  }

  private String select(Scope scope, String... texts) {
    return cache.cache().select(List.of(texts), scope).stream()
        .map(ModelName::value)
        .collect(Collectors.joining(" "));
  }

  private CacheException failure(Scope scope, String text) {
    return assertThrows(CacheException.class, () -> cache.cache().select(List.of(text), scope));
  }
}
