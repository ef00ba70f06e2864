package org.pumaguard.models.filesystem.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryWriter.Format;

/** A written registry reads back equal. */
class YamlRegistryWriterTest {

  private static final Sha256 A = new Sha256(RegistryTexts.A);
  private static final Sha256 B = new Sha256(RegistryTexts.B);
  private static final List<SourceLocation> SOURCES =
      List.of(
          new SourceLocation("https://example.org/models/?token=a%20b#x"),
          new SourceLocation("https://cas.example/{sha256}/{model}/{name}"),
          new SourceLocation("file:///media/m%C3%BC%20stick/"));

  @ParameterizedTest
  @EnumSource(Format.class)
  void readsBackACompleteRegistry(Format format) {
    assertReadsBack(
        new SourceRegistry(SOURCES, List.of(fragmented(), compressed(), plain("m.pt", A))), format);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void readsBackAnEmptyRegistry(Format format) {
    assertReadsBack(new SourceRegistry(List.of(), List.of()), format);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void keepsTheOrderOfModelsAndFragments(Format format) {
    List<Model> models = new ArrayList<>();
    for (String name : List.of("z", "a", "m", "10", "9")) {
      models.add(plain(name, A));
    }
    assertReadsBack(new SourceRegistry(SOURCES, models), format);
  }

  @ParameterizedTest
  @MethodSource("specialTexts")
  void readsBackSpecialText(Format format, String text) {
    Model odd =
        new Model(
            ModelName.parse("m.pt"),
            A,
            OptionalLong.empty(),
            whole("m.pt", A),
            new Model.About(Optional.of(text), Optional.of(text), Optional.of(text)),
            List.of(),
            Optional.empty());
    assertReadsBack(new SourceRegistry(SOURCES, List.of(odd)), format);
  }

  static Stream<Arguments> specialTexts() {
    return inBothFormats(
        "",
        " ",
        "  leading and trailing  ",
        "a 'single' and \"double\"",
        "first\nsecond\n",
        "\n\nthird\n\n",
        "key: value",
        "# no comment",
        "text # still text",
        "ü",
        "🐆 puma",
        "yes",
        "no",
        "null",
        "~",
        "true",
        "1.0",
        "1e3",
        "0x10",
        "2025-10-14",
        "- item",
        "[a, b]",
        "{a: b}",
        "*alias",
        "&anchor",
        "!tag",
        "%directive",
        "@at",
        "`tick",
        "|",
        ">",
        "a\tb",
        "\\ \\n \\",
        "---",
        "...",
        "\u001b[31m",
        "\u0000",
        "\r\n",
        "?",
        ":",
        "a:",
        "=",
        "<<",
        "x".repeat(5000),
        "word ".repeat(500),
        "\uFEFF",
        "\u00a0");
  }

  @ParameterizedTest
  @MethodSource("specialNames")
  void readsBackSpecialNames(Format format, String name) {
    List<Fragment> fragments = List.of(new Fragment(FileName.parse(name), A, OptionalLong.empty()));
    Model odd =
        new Model(
            ModelName.parse(name),
            B,
            OptionalLong.empty(),
            new Publication(
                FileName.parse(name), B, OptionalLong.empty(), fragments, Optional.empty()),
            Model.About.NOTHING,
            List.of(),
            Optional.of(FileName.parse(name + "-unpacked")));
    assertReadsBack(new SourceRegistry(SOURCES, List.of(odd)), format);
  }

  static Stream<Arguments> specialNames() {
    return inBothFormats(
        "yes",
        "null",
        "~",
        "1.0",
        "12",
        "schema",
        "models",
        "sources",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "-",
        "?",
        "'",
        "\"",
        "a'b",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "[a]",
        "{a}",
        "a, b",
        " a ",
        "ü.pt",
        "🐆.pt",
        "n".repeat(200),
        "ü".repeat(123),
        "=",
        "|",
        "true",
        ":");
  }

  @ParameterizedTest
  @MethodSource("numericDigests")
  void readsBackDigestsThatLookLikeNumbers(Format format, String digest) {
    assertReadsBack(
        new SourceRegistry(SOURCES, List.of(plain("m.pt", new Sha256(digest)))), format);
  }

  static Stream<Arguments> numericDigests() {
    return inBothFormats("0".repeat(64), "1234567890".repeat(6) + "1234", "1".repeat(62) + "e5");
  }

  @Test
  void writesWithoutWarnings() {
    String text =
        new YamlRegistryWriter()
            .write(new SourceRegistry(SOURCES, List.of(compressed())), Format.YAML);
    assertEquals(
        List.of(),
        RegistryTexts.messages(
            RegistryTexts.report(text),
            org.pumaguard.models.domain.port.RegistryParser.Severity.WARNING));
  }

  @Test
  void writesValidJson() throws IOException {
    String text =
        new YamlRegistryWriter()
            .write(new SourceRegistry(SOURCES, List.of(fragmented())), Format.JSON);
    assertEquals(2, JSON.std.mapFrom(text).get("schema"));
  }

  @Test
  void writesForm2AsYaml() {
    String text =
        new YamlRegistryWriter().write(new SourceRegistry(SOURCES, List.of()), Format.YAML);
    assertEquals("schema: 2", text.lines().findFirst().orElse(""));
    assertFalse(text.contains("---"));
  }

  private static void assertReadsBack(SourceRegistry registry, Format format) {
    String text = new YamlRegistryWriter().write(registry, format);
    SourceRegistry again = RegistryTexts.parse(text);
    assertEquals(List.copyOf(registry.models()), List.copyOf(again.models()), text);
    assertEquals(registry, again, text);
  }

  private static Stream<Arguments> inBothFormats(String... texts) {
    return Stream.of(texts)
        .flatMap(text -> Stream.of(Format.values()).map(format -> Arguments.of(format, text)));
  }

  private static Model plain(String name, Sha256 sha256) {
    return new Model(
        ModelName.parse(name),
        sha256,
        OptionalLong.empty(),
        whole(name, sha256),
        Model.About.NOTHING,
        List.of(),
        Optional.empty());
  }

  private static Publication whole(String name, Sha256 sha256) {
    return new Publication(
        FileName.parse(name), sha256, OptionalLong.empty(), List.of(), Optional.empty());
  }

  private static Model fragmented() {
    List<Fragment> fragments =
        List.of(
            new Fragment(FileName.parse("two_b"), A, OptionalLong.of(10)),
            new Fragment(FileName.parse("two_a"), B, OptionalLong.of(20)),
            new Fragment(FileName.parse("two_c"), A, OptionalLong.of(0)));
    return new Model(
        ModelName.parse("two.h5"),
        A,
        OptionalLong.of(30),
        new Publication(
            FileName.parse("two.h5"), A, OptionalLong.of(30), fragments, Optional.empty()),
        new Model.About(Optional.of("1"), Optional.of("Two"), Optional.of("MIT")),
        List.of(new SourceLocation("https://own.example/")),
        Optional.of(FileName.parse("labels")));
  }

  private static Model compressed() {
    return new Model(
        ModelName.parse("big.pt"),
        A,
        OptionalLong.of(5_000_000_000L),
        new Publication(
            FileName.parse("big.pt.zst"),
            B,
            OptionalLong.empty(),
            List.of(new Fragment(FileName.parse("big_aa"), A, OptionalLong.empty())),
            Optional.of(Compression.ZST)),
        Model.About.NOTHING,
        List.of(),
        Optional.empty());
  }
}
