package org.pumaguard.models.domain.fetch.partial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Caller;

/** Two fragments: the first has 5 bytes, the size of the second is unknown. */
class FragmentSizesTest {

  private final FragmentOffsets offsets =
      new FragmentOffsets(
          List.of(fragment("a", OptionalLong.of(5)), fragment("b", OptionalLong.empty())));

  @Test
  void reportsSizesThatAreKnown() {
    assertEquals(2, offsets.fragments());
    assertEquals(OptionalLong.of(5), offsets.size(0));
    assertEquals(OptionalLong.empty(), offsets.size(1));
    assertEquals(5, offsets.known());

    offsets.size(1, 7);

    assertEquals(OptionalLong.of(7), offsets.size(1));
    assertEquals(12, offsets.known());
  }

  @Test
  void aFirstOrRepeatedSizeIsNoChange() {
    offsets.size(1, 7);
    offsets.size(1, 7);
    offsets.size(0, 5);

    assertFalse(offsets.hasChanged());
  }

  @Test
  void remembersThatASizeHasChanged() {
    offsets.size(0, 6);
    assertTrue(offsets.hasChanged());

    offsets.size(0, 6);

    assertTrue(offsets.hasChanged());
  }

  @Test
  void readingReleasesTheLock() throws InterruptedException {
    offsets.size(0);
    offsets.known();
    offsets.hasChanged();

    assertTrue(Caller.running(() -> offsets.size(1, 7)).result());
  }

  private static Fragment fragment(String content, OptionalLong size) {
    return new Fragment(FileName.parse("a"), Sha256.ofUtf8(content), size);
  }
}
