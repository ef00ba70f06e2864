package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/** Registries and mappings with many entries. */
class LargeRegistryTest {

  private static final int MODELS = 10_000;
  private static final int FRAGMENTS = 4;

  @ParameterizedTest
  @ValueSource(strings = {"", "schema: 2\nmodels:\n"})
  void hasAllModelsAndFragments(String head) {
    StringBuilder text = new StringBuilder(head);
    for (int model = 0; model < MODELS; model++) {
      text.append("  m-").append(model).append(".pt:\n    sha256: ").append(digest(model));
      text.append("\n    fragments:\n");
      for (int fragment = 0; fragment < FRAGMENTS; fragment++) {
        text.append("      m-").append(model).append(".pt_").append(fragment);
        text.append(":\n        sha256: ").append(digest(MODELS * (fragment + 1) + model));
        text.append("\n        size: ").append(fragment + 1).append('\n');
      }
    }
    SourceRegistry registry = RegistryTexts.parse(text.toString());
    List<Model> models = List.copyOf(registry.models());
    assertEquals(MODELS, models.size());
    List<Fragment> fragments =
        models.stream().flatMap(model -> model.publication().fragments().stream()).toList();
    assertEquals(MODELS * FRAGMENTS, fragments.size());
    Set<Sha256> digests = fragments.stream().map(Fragment::sha256).collect(Collectors.toSet());
    assertEquals(MODELS * FRAGMENTS, digests.size());
    Model last = models.get(MODELS - 1);
    assertEquals(ModelName.parse("m-9999.pt"), last.name());
    assertEquals(digest(MODELS - 1), last.sha256().hex());
    assertEquals("m-9999.pt_3", last.publication().fragments().get(3).name().value());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 12, 13, 300})
  void reportsADuplicateAmongFewAndManyFields(int models) {
    StringBuilder text = new StringBuilder();
    for (int model = 0; model < models; model++) {
      text.append("m-").append(model).append(".pt: {sha256: ").append(digest(model)).append("}\n");
    }
    text.append("m-0.pt: {sha256: ").append(digest(0)).append("}\n");
    assertEquals(
        List.of("duplicate key 'm-0.pt'"),
        RegistryTexts.messages(RegistryTexts.report(text.toString()), Severity.ERROR));
  }

  @Test
  void findsTheFieldsOfAModelWithManyUnknownOnes() {
    StringBuilder text = new StringBuilder("m.pt:\n");
    for (int i = 0; i < 20; i++) {
      text.append("  unknown-").append(i).append(": x\n");
    }
    text.append("  sha256: ").append(RegistryTexts.A).append('\n');
    SourceRegistry registry = RegistryTexts.parse(text.toString());
    assertTrue(
        registry.models().stream().allMatch(model -> model.sha256().hex().equals(RegistryTexts.A)));
  }

  private static String digest(int number) {
    return String.valueOf(10_000_000L + number).repeat(8);
  }
}
