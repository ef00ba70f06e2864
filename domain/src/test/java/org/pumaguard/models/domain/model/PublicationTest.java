package org.pumaguard.models.domain.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PublicationTest {

  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  @Test
  void refusesFragmentsLongerThanAnyFile() {
    OptionalLong most = size(Long.MAX_VALUE);

    assertThrows(
        IllegalArgumentException.class,
        () -> publication(size(6), List.of(fragment("aa", most), fragment("ab", most))));
  }

  @Test
  void hasItsFragmentsAsFragments() {
    List<Fragment> fragments = List.of(fragment("aa", size(3)), fragment("ab", size(4)));

    assertEquals(fragments, publication(size(7), fragments).fragmentsOrWhole());
  }

  @Test
  void isOneFragmentWhenItIsPublishedWhole() {
    Publication whole = publication(size(7), List.of());

    assertEquals(
        List.of(new Fragment(whole.file(), whole.sha256(), size(7))), whole.fragmentsOrWhole());
  }

  @Test
  void refusesFragmentsThatAreShorterThanTheWhole() {
    assertThrows(
        IllegalArgumentException.class,
        () -> publication(size(8), List.of(fragment("aa", size(3)), fragment("ab", size(4)))));
  }

  @Test
  void refusesFragmentsThatAreLongerThanTheWhole() {
    assertThrows(
        IllegalArgumentException.class,
        () -> publication(size(6), List.of(fragment("aa", size(3)), fragment("ab", size(4)))));
  }

  @Test
  void comparesNoSumWhileASizeIsUnknown() {
    assertDoesNotThrow(
        () -> publication(size(6), List.of(fragment("aa", size(3)), fragment("ab", UNKNOWN))));
    assertDoesNotThrow(
        () -> publication(UNKNOWN, List.of(fragment("aa", size(3)), fragment("ab", size(4)))));
  }

  @Test
  void refusesANegativeSize() {
    assertThrows(IllegalArgumentException.class, () -> publication(size(-1), List.of()));
    assertThrows(IllegalArgumentException.class, () -> fragment("aa", size(-1)));
  }

  @Test
  void mayBeEmpty() {
    assertEquals(size(0), publication(size(0), List.of()).fragmentsOrWhole().get(0).size());
  }

  @Test
  void doesNotSeeLaterChangesOfTheListItWasMadeFrom() {
    List<Fragment> fragments = new ArrayList<>(List.of(fragment("aa", UNKNOWN)));
    Publication publication = publication(UNKNOWN, fragments);

    fragments.clear();

    assertEquals(1, publication.fragments().size());
  }

  private static OptionalLong size(long bytes) {
    return OptionalLong.of(bytes);
  }

  private static Fragment fragment(String name, OptionalLong size) {
    return new Fragment(FileName.parse(name), Sha256.parse("a".repeat(64)), size);
  }

  private static Publication publication(OptionalLong size, List<Fragment> fragments) {
    return new Publication(
        FileName.parse("model.h5"),
        Sha256.parse("b".repeat(64)),
        size,
        fragments,
        Optional.empty());
  }
}
