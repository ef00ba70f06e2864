package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryWriter.Format;

/** Characters that only JSON allows unescaped are written so that JSON and YAML can read them. */
class WrittenControlCharactersTest {

  private static final Sha256 A = new Sha256(RegistryTexts.A);

  @ParameterizedTest
  @ValueSource(chars = {'\u0085', '\u007f', '\u009b', '\u2028', '\ufffe', '\u0001'})
  void jsonReadsBackEqual(char character) {
    assertReadsBack(character, Format.JSON);
  }

  @ParameterizedTest
  @ValueSource(chars = {'\u0085', '\u007f', '\u009b', '\u2028', '\ufffe', '\u0001'})
  void yamlReadsBackEqual(char character) {
    assertReadsBack(character, Format.YAML);
  }

  @ParameterizedTest
  @ValueSource(chars = {'\u0085', '\u007f', '\u009b', '\u001b'})
  void jsonContainsNoControlCharacters(char character) {
    String text = new YamlRegistryWriter().write(described(character), Format.JSON);
    assertTrue(text.chars().noneMatch(c -> c != '\n' && Character.isISOControl(c)), text);
  }

  private static void assertReadsBack(char character, Format format) {
    SourceRegistry registry = described(character);
    String text = new YamlRegistryWriter().write(registry, format);
    assertEquals(registry, RegistryTexts.parse(text), text);
  }

  private static SourceRegistry described(char character) {
    Optional<String> text = Optional.of("a" + character + "b");
    return new SourceRegistry(
        List.of(),
        List.of(
            new Model(
                ModelName.parse("m.pt"),
                A,
                OptionalLong.empty(),
                new Publication(
                    FileName.parse("m.pt"), A, OptionalLong.empty(), List.of(), Optional.empty()),
                new Model.About(text, text, text),
                List.of(),
                Optional.empty())));
  }
}
