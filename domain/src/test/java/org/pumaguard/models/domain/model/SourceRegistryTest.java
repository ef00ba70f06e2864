package org.pumaguard.models.domain.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SourceRegistryTest {

  private static final SourceLocation FIRST = new SourceLocation("https://first.example/");
  private static final SourceLocation SECOND = new SourceLocation("https://second.example/");
  private static final SourceLocation OWN = new SourceLocation("https://own.example/");

  @Test
  void keepsTheOrderOfTheFile() {
    SourceRegistry registry = registry(model("z"), model("a"), model("m"));

    assertEquals(
        List.of("z", "a", "m"), registry.models().stream().map(m -> m.name().value()).toList());
  }

  @Test
  void findsAModelByName() {
    assertEquals(Optional.of(model("a")), registry(model("a")).find(ModelName.parse("a")));
    assertEquals(Optional.empty(), registry(model("a")).find(ModelName.parse("b")));
  }

  @Test
  void refusesTwoModelsOfOneName() {
    assertThrows(IllegalArgumentException.class, () -> registry(model("a"), model("a")));
  }

  @Test
  void refusesADirectoryThatIsAModelsName() {
    assertThrows(
        IllegalArgumentException.class, () -> registry(unpacked("a.tar", "b"), model("b")));
    assertThrows(
        IllegalArgumentException.class, () -> registry(model("b"), unpacked("a.tar", "b")));
  }

  @Test
  void refusesADirectoryThatIsItsModelsOwnName() {
    assertThrows(IllegalArgumentException.class, () -> registry(unpacked("a", "a")));
  }

  @Test
  void refusesTwoModelsInOneDirectory() {
    assertThrows(
        IllegalArgumentException.class,
        () -> registry(unpacked("a.tar", "labels"), unpacked("b.tar", "labels")));
  }

  @Test
  void refusesADirectoryThatIsAFileOfTheCacheItself() {
    assertThrows(IllegalArgumentException.class, () -> unpacked("a.tar", "model-registry.json"));
  }

  @Test
  void looksInAModelsOwnSourcesFirst() {
    Model model = model("a").withSources(List.of(OWN, SECOND));
    SourceRegistry registry = new SourceRegistry(List.of(FIRST, SECOND), List.of(model));

    assertEquals(List.of(OWN, SECOND, FIRST), registry.sourcesOf(model));
  }

  @Test
  void looksOnlyInTheSourcesThatReplaceItsOwn() {
    Model model = model("a").withSources(List.of(OWN));
    SourceRegistry registry =
        new SourceRegistry(List.of(FIRST), List.of(model)).withSources(List.of(SECOND));

    assertEquals(List.of(SECOND), registry.sourcesOf(registry.models().iterator().next()));
  }

  @Test
  void isAnotherOneInAnotherOrder() {
    assertNotEquals(registry(model("b"), model("a")), registry(model("a"), model("b")));
    assertEquals(registry(model("a"), model("b")), registry(model("a"), model("b")));
  }

  @Test
  void canNotBeChangedFromOutside() {
    SourceRegistry registry = registry(model("a"));

    assertThrows(UnsupportedOperationException.class, () -> registry.models().clear());
    assertThrows(UnsupportedOperationException.class, () -> registry.sources().add(SECOND));
  }

  private static SourceRegistry registry(Model... models) {
    return new SourceRegistry(List.of(FIRST), List.of(models));
  }

  private static Model model(String name) {
    return model(name, Optional.empty());
  }

  private static Model unpacked(String name, String directory) {
    return model(name, Optional.of(FileName.parse(directory)));
  }

  private static Model model(String name, Optional<FileName> unpack) {
    Sha256 digest = Sha256.parse("c".repeat(64));
    return new Model(
        ModelName.parse(name),
        digest,
        OptionalLong.empty(),
        new Publication(
            FileName.parse(name), digest, OptionalLong.empty(), List.of(), Optional.empty()),
        Model.About.NOTHING,
        List.of(),
        unpack);
  }
}
