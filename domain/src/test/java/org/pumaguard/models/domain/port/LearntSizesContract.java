package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry.Size;

/** What the learnt sizes of every {@link CacheRegistry} do. */
public interface LearntSizesContract {

  Sha256 CONTENT = Sha256.ofUtf8("content");
  Sha256 OTHER_CONTENT = Sha256.ofUtf8("other content");

  /** A new instance over the one place of the running test, as another process has it. */
  CacheRegistry registry();

  @Test
  default void knowsNoSizeAtFirst() {
    assertEquals(Optional.empty(), registry().sizes().find(CONTENT));
  }

  @Test
  default void findsALearntSizeAtOnceAndAfterAFlush() throws IOException {
    CacheRegistry registry = registry();
    registry.sizes().learn(CONTENT, new Size(954_230_152L, false));
    assertEquals(Optional.of(new Size(954_230_152L, false)), registry.sizes().find(CONTENT));
    assertEquals(Optional.empty(), registry.sizes().find(OTHER_CONTENT));
    registry.flush();
    assertEquals(Optional.of(new Size(954_230_152L, false)), registry().sizes().find(CONTENT));
  }

  @Test
  default void aSizeReplacesAnEstimateAndIsReplacedByNone() throws IOException {
    CacheRegistry registry = registry();
    registry.sizes().learn(CONTENT, new Size(100, true));
    registry.flush();
    assertEquals(Optional.of(new Size(100, true)), registry().sizes().find(CONTENT));
    registry.sizes().learn(CONTENT, new Size(110, true));
    assertEquals(Optional.of(new Size(110, true)), registry.sizes().find(CONTENT));
    registry.sizes().learn(CONTENT, new Size(108, false));
    registry.sizes().learn(CONTENT, new Size(120, true));
    assertEquals(Optional.of(new Size(108, false)), registry.sizes().find(CONTENT));
    registry.flush();
    assertEquals(Optional.of(new Size(108, false)), registry().sizes().find(CONTENT));
  }

  @Test
  default void retainsTheNeededSizesOnly() throws IOException {
    CacheRegistry registry = registry();
    registry.sizes().learn(CONTENT, new Size(1, false));
    registry.sizes().learn(OTHER_CONTENT, new Size(2, true));
    registry.sizes().retain(OTHER_CONTENT::equals);
    assertEquals(Optional.empty(), registry.sizes().find(CONTENT));
    assertEquals(Optional.of(new Size(2, true)), registry.sizes().find(OTHER_CONTENT));
    registry.flush();
    assertEquals(Optional.empty(), registry().sizes().find(CONTENT));
    assertEquals(Optional.of(new Size(2, true)), registry().sizes().find(OTHER_CONTENT));
  }

  @Test
  default void keepsTheSizesThatAnotherInstanceLearns() throws IOException {
    CacheRegistry one = registry();
    CacheRegistry other = registry();
    one.sizes().learn(CONTENT, new Size(1, false));
    other.sizes().learn(OTHER_CONTENT, new Size(2, false));
    one.flush();
    other.flush();
    assertEquals(Optional.of(new Size(1, false)), registry().sizes().find(CONTENT));
    assertEquals(Optional.of(new Size(2, false)), registry().sizes().find(OTHER_CONTENT));
  }
}
