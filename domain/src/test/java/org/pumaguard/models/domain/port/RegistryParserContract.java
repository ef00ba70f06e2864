package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryParser.Report;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/** What every {@link RegistryParser} does. */
public interface RegistryParserContract {

  Optional<Location> FOLDER = Optional.of(new Location(URI.create("https://example.org/models/")));

  /** The parser to be tested. */
  RegistryParser parser();

  /** A registry without models, with one source in these words. */
  String textWithSource(String source);

  /** A registry without models and sources. */
  String textWithoutSources();

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

  private static List<SourceLocation> sources(Report report) {
    assertEquals(List.of(), report.findings(Severity.ERROR));
    return report.registry().map(SourceRegistry::sources).orElseThrow();
  }

  private Report parse(String text, Optional<Location> place) {
    return parser().parse(text.getBytes(StandardCharsets.UTF_8), place);
  }
}
