package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryParser.Finding;
import org.pumaguard.models.domain.port.RegistryParser.Report;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/** What every {@link RegistryParser} does. */
public interface RegistryParserContract {

  Optional<Location> FOLDER = Optional.of(new Location(URI.create("https://example.org/models/")));

  String DIGEST = "0123456789abcdef".repeat(4);
  String OTHER_DIGEST = "fedcba9876543210".repeat(4);

  /** The parser to be tested. */
  RegistryParser parser();

  /** A writer of the same format. */
  RegistryWriter writer();

  /** A registry without models, with one source in these words. */
  String textWithSource(String source);

  /** A registry without models and sources. */
  String textWithoutSources();

  /** The text of a registry with these models, by name and digest, as they are given. */
  String textWithModels(List<Map.Entry<String, String>> models);

  @ParameterizedTest
  @ValueSource(strings = {"", "]", "\u0000", "no registry at all\n", "- - -"})
  default void refusesWhatIsNoRegistryWithAnError(String text) {
    Report report = parse(text, FOLDER);
    assertEquals(Optional.empty(), report.registry());
    assertFalse(report.findings(Severity.ERROR).isEmpty());
  }

  @Test
  default void theSameBytesGiveTheSameReport() {
    for (String text : List.of(textWithSource("sub/"), "no registry at all\n")) {
      assertEquals(parse(text, FOLDER), parse(text, FOLDER));
    }
  }

  @Test
  default void resolvesARelativeSourceAgainstThePlace() {
    assertEquals(
        List.of(new SourceLocation("https://example.org/models/sub/")),
        sources(parse(textWithSource("sub/"), FOLDER)));
  }

  @Test
  default void keepsAnAbsoluteSource() {
    assertEquals(
        List.of(new SourceLocation("https://elsewhere.example/")),
        sources(parse(textWithSource("https://elsewhere.example/"), FOLDER)));
  }

  @Test
  default void refusesARelativeSourceWithoutAPlace() {
    assertFalse(parse(textWithSource("sub/"), Optional.empty()).findings(Severity.ERROR).isEmpty());
  }

  @Test
  default void thePlaceIsTheSourceIfNoneIsNamed() {
    assertEquals(
        List.of(new SourceLocation("https://example.org/models/")),
        sources(parse(textWithoutSources(), FOLDER)));
  }

  @Test
  default void aRegistryWithoutPlaceAndSourcesHasNoSource() {
    assertEquals(List.of(), sources(parse(textWithoutSources(), Optional.empty())));
  }

  @Test
  default void readsModelsInTheOrderOfTheText() {
    Report report =
        parse(
            textWithModels(
                List.of(
                    Map.entry("z.pt", DIGEST),
                    Map.entry("a.pt", OTHER_DIGEST),
                    Map.entry("m.pt", DIGEST))),
            FOLDER);
    assertEquals(List.of(), report.findings(Severity.ERROR));
    List<Model> models = List.copyOf(report.registry().orElseThrow().models());
    assertEquals(
        List.of("z.pt", "a.pt", "m.pt"),
        models.stream().map(model -> model.name().value()).toList());
    assertEquals(
        List.of(DIGEST, OTHER_DIGEST, DIGEST),
        models.stream().map(model -> model.sha256().hex()).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../escaped.pt",
        "inner/name.pt",
        ".hidden.pt",
        "model-registry.json",
        "model-resgistry.json"
      })
  default void refusesANameWithItsPlaceInTheText(String name) {
    requireRefusal(
        textWithModels(List.of(Map.entry("a.pt", DIGEST), Map.entry(name, DIGEST))), name);
  }

  @Test
  default void refusesANameThatIsTooLong() {
    String name = "n".repeat(256);
    requireRefusal(
        textWithModels(List.of(Map.entry("a.pt", DIGEST), Map.entry(name, DIGEST))), name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"abc", "no-digest-but-64-letters-0123456789012345678901234567890123456789"})
  default void refusesADigestWithItsPlaceInTheText(String digest) {
    requireRefusal(
        textWithModels(List.of(Map.entry("a.pt", DIGEST), Map.entry("b.pt", digest))), digest);
  }

  @Test
  default void refusesANameThatOccursTwice() {
    String text =
        textWithModels(
            List.of(
                Map.entry("twice.pt", DIGEST),
                Map.entry("a.pt", DIGEST),
                Map.entry("twice.pt", OTHER_DIGEST)));
    assertEquals(Optional.empty(), parse(text, FOLDER).registry());
    assertFalse(parse(text, FOLDER).findings(Severity.ERROR).isEmpty());
  }

  @Test
  default void refusesATextThatIsTooLong() {
    byte[] text = new byte[RegistryParser.MAX_BYTES + 1];
    Arrays.fill(text, (byte) '\n');
    Report report = parser().parse(text, FOLDER);
    assertEquals(Optional.empty(), report.registry());
    assertFalse(report.findings(Severity.ERROR).isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  default void readsAgainWhatIsWrittenOfIt(RegistryWriter.Format format) {
    SourceRegistry registry =
        parse(
                textWithModels(List.of(Map.entry("z.pt", DIGEST), Map.entry("a.pt", OTHER_DIGEST))),
                FOLDER)
            .registry()
            .orElseThrow();
    String text = writer().write(registry, format, FOLDER);
    assertEquals(Optional.of(registry), parse(text, FOLDER).registry());
    assertEquals(text, writer().write(parse(text, FOLDER).registry().get(), format, FOLDER));
  }

  @Test
  default void doesNotModifyTheText() {
    for (String text : List.of(textWithModels(List.of(Map.entry("a.pt", DIGEST))), "]")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      parser().parse(bytes, FOLDER);
      assertEquals(text, new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  default void threadsParseAtOnce() throws InterruptedException {
    RegistryParser parser = parser();
    byte[] text =
        textWithModels(List.of(Map.entry("a.pt", DIGEST), Map.entry("b.pt", OTHER_DIGEST)))
            .getBytes(StandardCharsets.UTF_8);
    Report expected = parser.parse(text, FOLDER);
    List<Caller<Report>> callers =
        IntStream.range(0, 8)
            .mapToObj(number -> Caller.of(() -> parser.parse(text, FOLDER)))
            .toList();
    for (Caller<Report> caller : callers) {
      assertEquals(expected, caller.result());
    }
  }

  /** The first error names the line of a word of the text. */
  private void requireRefusal(String text, String word) {
    Report report = parse(text, FOLDER);
    assertEquals(Optional.empty(), report.registry());
    Finding error = report.findings(Severity.ERROR).get(0);
    List<String> lines = text.lines().toList();
    int line = error.line();
    assertTrue(line > 0 && line <= lines.size(), error::toString);
    assertTrue(lines.get(line - 1).contains(word), error::toString);
    assertTrue(error.column() > 0, error::toString);
    assertTrue(error.column() <= lines.get(line - 1).length(), error::toString);
    assertFalse(error.message().isBlank());
  }

  private static List<SourceLocation> sources(Report report) {
    assertEquals(List.of(), report.findings(Severity.ERROR));
    return report.registry().map(SourceRegistry::sources).orElseThrow();
  }

  private Report parse(String text, Optional<Location> place) {
    return parser().parse(text.getBytes(StandardCharsets.UTF_8), place);
  }
}
