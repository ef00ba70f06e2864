package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.A;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.B;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.C;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.messages;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.only;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.parse;
import static org.pumaguard.models.filesystem.registry.RegistryTexts.report;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryParser.Severity;

/** Reads registries of both forms. */
class YamlRegistryParserTest {

  private static final Location PLACE = new Location(URI.create("file:///media/stick/"));

  @Test
  void readsForm1() {
    SourceRegistry registry =
        parse(
            """
            z.h5:
              fragments:
                z.h5_ab: {sha256: %s}
                z.h5_aa: {sha256: %s}
              sha256: %s
            a.pt:
              sha256: %s
            """
                .formatted(A, B, C, A));
    assertEquals(List.of("z.h5", "a.pt"), names(registry));
    Model model = model(registry, "z.h5");
    assertEquals(new Sha256(C), model.sha256());
    assertEquals(
        List.of(fragment("z.h5_ab", A), fragment("z.h5_aa", B)), model.publication().fragments());
    assertEquals(
        List.of(fragment("a.pt", A)), model(registry, "a.pt").publication().fragmentsOrWhole());
  }

  @Test
  void readsAllKeysOfForm2() {
    SourceRegistry registry =
        parse(
            """
            schema: 2
            sources: [https://example.org/models/, "http://mirror/{sha256}"]
            models:
              two.h5:
                version: "2025-10-14"
                size: 30
                sha256: %s
                description: Two models
                license: Apache-2.0
                sources: [https://own.example/]
                fragments:
                  two.h5_aa: {sha256: %s, size: 10}
                  two.h5_ab: {sha256: %s, size: 20}
                unpack: labels
            """
                .formatted(A, B, C));
    assertEquals(
        List.of(
            new SourceLocation("https://example.org/models/"),
            new SourceLocation("http://mirror/{sha256}")),
        registry.sources());
    assertEquals(
        new Model(
            ModelName.parse("two.h5"),
            new Sha256(A),
            OptionalLong.of(30),
            new Publication(
                FileName.parse("two.h5"),
                new Sha256(A),
                OptionalLong.of(30),
                List.of(
                    new Fragment(FileName.parse("two.h5_aa"), new Sha256(B), OptionalLong.of(10)),
                    new Fragment(FileName.parse("two.h5_ab"), new Sha256(C), OptionalLong.of(20))),
                Optional.empty()),
            new Model.About(
                Optional.of("2025-10-14"), Optional.of("Two models"), Optional.of("Apache-2.0")),
            List.of(new SourceLocation("https://own.example/")),
            Optional.of(FileName.parse("labels"))),
        model(registry, "two.h5"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "xz", "bz2", "zst"})
  void readsACompressedPublication(String compression) {
    Publication publication =
        model(
                parse(
                    only(
                        "size: 5, sha256: %s, file: m.bin, compression: %s, file-sha256: %s"
                            .formatted(A, compression, B))),
                "m.pt")
            .publication();
    assertEquals(
        new Publication(
            FileName.parse("m.bin"),
            new Sha256(B),
            OptionalLong.empty(),
            List.of(),
            Optional.of(Compression.parse(compression))),
        publication);
  }

  @Test
  void acceptsSha256sumAsAKey() {
    assertEquals(new Sha256(A), model(parse(only("sha256sum: " + A)), "m.pt").sha256());
  }

  @Test
  void acceptsDigestsInEitherCase() {
    assertEquals(
        new Sha256(C),
        model(parse(only("sha256: " + C.toUpperCase(Locale.ROOT))), "m.pt").sha256());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "1234567890123456789012345678901234567890123456789012345678901234",
        "12345678901234567890123456789012345678901234567890123456789012e4",
        "0123456701234567012345670123456701234567012345670123456701234567"
      })
  void readsADigestThatLooksLikeANumber(String digest) {
    assertEquals(new Sha256(digest), model(parse(only("sha256: " + digest)), "m.pt").sha256());
  }

  @Test
  void readsScalarsAsText() {
    Model model =
        model(parse(only("sha256: %s, version: 1.10, description: yes".formatted(A))), "m.pt");
    assertEquals(Optional.of("1.10"), model.about().version());
    assertEquals(Optional.of("yes"), model.about().description());
  }

  @Test
  void resolvesRelativeSourcesAgainstThePlace() {
    SourceRegistry registry =
        parse(
            """
            schema: 2
            sources:
              - files/big
              - ../shared/{sha256}
              - /opt/models
              - https://example.org/
            models: {m.pt: {sha256: %s, sources: [near]}}
            """
                .formatted(A),
            Optional.of(PLACE));
    assertEquals(
        List.of(
            "/media/stick/near/m.pt",
            "/media/stick/files/big/m.pt",
            "/media/shared/" + A,
            "/opt/models/m.pt",
            "https://example.org/m.pt"),
        located(registry));
  }

  @Test
  void usesThePlaceAsTheDefaultSource() {
    assertEquals(
        List.of("/media/stick/m.pt"), located(parse(only("sha256: " + A), Optional.of(PLACE))));
    assertEquals(
        List.of("/media/stick/m.pt"),
        located(parse("schema: 2\nmodels: {m.pt: {sha256: " + A + "}}", Optional.of(PLACE))));
  }

  @Test
  void hasNoSourceWithoutAPlace() {
    assertEquals(List.of(), parse(only("sha256: " + A)).sources());
  }

  @Test
  void prefersSourcesOfTheRegistryToThePlace() {
    assertEquals(
        List.of("https://example.org/m.pt"),
        located(
            parse(
                "schema: 2\nsources: [https://example.org]\nmodels: {m.pt: {sha256: " + A + "}}",
                Optional.of(PLACE))));
  }

  @Test
  void acceptsModelsNamedAsKeysOfForm2() {
    assertEquals(
        List.of("schema", "models"),
        names(parse("schema: {sha256: %s}\nmodels: {sha256: %s}".formatted(A, B))));
  }

  @Test
  void acceptsAliases() {
    SourceRegistry registry = parse("a.pt: &a {sha256: %s}\nb.pt: *a".formatted(A));
    assertEquals(List.of("a.pt", "b.pt"), names(registry));
    assertEquals(new Sha256(A), model(registry, "b.pt").sha256());
  }

  @Test
  void readsRegistriesAboveTheLimitOfSnakeYaml() {
    String text =
        only("sha256: " + A) + "# ".concat("x".repeat(4 << 20)) + "\nn.pt: {sha256: " + B + "}\n";
    assertEquals(List.of("m.pt", "n.pt"), names(parse(text)));
  }

  @Test
  void ignoresAByteOrderMark() {
    assertEquals(List.of("m.pt"), names(parse("\uFEFF" + only("sha256: " + A))));
  }

  @Test
  void readsJson() {
    assertEquals(List.of("ü.pt"), names(parse("{\"\\u00fc.pt\": {\"sha256\": \"" + A + "\"}}")));
  }

  @Test
  void warnsOfUnknownKeysAtEveryLevel() {
    String text =
        """
        schema: 2
        colour: blue
        models:
          m.pt:
            sha256: %s
            size: 5
            taste: sour
            fragments:
              m_aa: {sha256: %s, size: 5, smell: good}
        """
            .formatted(A, A);
    assertEquals(
        List.of("2:1", "7:5", "9:97"), RegistryTexts.places(report(text), Severity.WARNING));
    assertEquals(List.of("m.pt"), names(parse(text)));
  }

  @Test
  void advisesSizesAndSha256() {
    String text = "m.pt:\n  sha256sum: %s\n  fragments:\n    m_aa: {sha256: %s}\n".formatted(A, A);
    assertEquals(
        List.of("1:1", "2:14", "4:5"), RegistryTexts.places(report(text), Severity.ADVICE));
    assertEquals(List.of(), messages(report(text), Severity.WARNING));
    assertEquals(List.of("m.pt"), names(parse(text)));
  }

  @Test
  void reportsNothingForACompleteRegistry() {
    assertEquals(List.of(), report(only("size: 5, sha256: " + A)).findings());
  }

  private static List<String> located(SourceRegistry registry) {
    Model model = model(registry, "m.pt");
    return registry.sourcesOf(model).stream()
        .map(source -> source.locate(model.publication().file(), model.name(), model.sha256()))
        .map(Location::toString)
        .toList();
  }

  private static List<String> names(SourceRegistry registry) {
    return registry.models().stream().map(model -> model.name().value()).toList();
  }

  private static Model model(SourceRegistry registry, String name) {
    return registry.find(ModelName.parse(name)).orElseThrow();
  }

  private static Fragment fragment(String name, String digest) {
    return new Fragment(FileName.parse(name), new Sha256(digest), OptionalLong.empty());
  }
}
