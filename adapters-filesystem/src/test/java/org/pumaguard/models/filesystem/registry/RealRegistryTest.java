package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.filesystem.FilesystemModule;

/** PumaGuard's published registry and its built-in counterpart. */
class RealRegistryTest {

  @Test
  void readsTheRealRegistry() throws IOException {
    SourceRegistry registry = real();
    assertEquals(11, registry.models().size());
    assertEquals(86, fragments(registry).size());
    assertEquals(
        72, fragments(registry).stream().map(Fragment::sha256).collect(Collectors.toSet()).size());
  }

  @Test
  void findsThreeModelsOfTheSameContent() throws IOException {
    List<Model> yolos =
        real().models().stream()
            .filter(model -> model.name().value().startsWith("yolov8s"))
            .toList();
    assertEquals(3, yolos.size());
    assertEquals(1, yolos.stream().map(Model::sha256).distinct().count());
  }

  @Test
  void buildsInTheModelsInOrder() throws IOException {
    assertEquals(
        real().models().stream().map(model -> List.of(model.name(), model.sha256())).toList(),
        builtIn().models().stream().map(model -> List.of(model.name(), model.sha256())).toList());
  }

  @Test
  void buildsInTheFragmentsInOrder() throws IOException {
    assertEquals(
        fragments(real()).stream().map(piece -> List.of(piece.name(), piece.sha256())).toList(),
        fragments(builtIn()).stream().map(piece -> List.of(piece.name(), piece.sha256())).toList());
  }

  @Test
  void buildsInAnImmutableSource() throws IOException {
    assertEquals(
        List.of(
            new SourceLocation(
                "https://github.com/PEEC-Nature-Youth-Group/pumaguard-models/raw/"
                    + "e053533cdcb35d681972cb3a1b96d4c023c84516/")),
        builtIn().sources());
    assertTrue(builtIn().models().stream().allMatch(model -> model.sources().isEmpty()));
  }

  private static List<Fragment> fragments(SourceRegistry registry) {
    return registry.models().stream()
        .map(model -> model.publication().fragmentsOrWhole())
        .flatMap(Collection::stream)
        .toList();
  }

  private static SourceRegistry real() throws IOException {
    Path file = Path.of(System.getProperty("shared.registries", "")).resolve("pumaguard.yaml");
    assumeTrue(Files.isRegularFile(file), "the real registry is not on this machine");
    return RegistryTexts.parse(Files.readString(file));
  }

  private static SourceRegistry builtIn() throws IOException {
    try (InputStream resource =
        RealRegistryTest.class.getResourceAsStream(
            FilesystemModule.BUILT_IN_REGISTRY.uri().getPath())) {
      assertNotNull(resource);
      return RegistryTexts.parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
