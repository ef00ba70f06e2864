package org.pumaguard.models.domain.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
import org.pumaguard.models.domain.port.RegistryParser.Report;
import org.pumaguard.models.domain.port.RegistryParser.Severity;
import org.pumaguard.models.domain.port.RegistryWriter.Format;

/** What every {@link RegistryWriter} does. */
public interface RegistryWriterContract {

  /** The writer to be tested. */
  RegistryWriter writer();

  /** The parser of the same format. */
  RegistryParser parser();

  @ParameterizedTest
  @EnumSource
  default void theParserReadsTheSameRegistry(Format format) {
    SourceRegistry registry =
        new SourceRegistry(
            List.of(
                new SourceLocation("https://example.org/{sha256}"),
                SourceLocation.exactly(
                    new Location(URI.create("https://example.org/%7Bname%7D.pt?v=1")))),
            List.of(
                plain("a.pt"),
                fragmented("b.h5"),
                compressed("c.pt"),
                described("d: \"é\" #.tar")));
    assertEquals(Optional.of(registry), parsed(registry, format).registry());
  }

  @ParameterizedTest
  @EnumSource
  default void aWrittenRegistryHasNoErrorsAndWarnings(Format format) {
    SourceRegistry registry =
        new SourceRegistry(
            List.of(new SourceLocation("https://example.org/models/")), List.of(plain("a.pt")));
    assertEquals(List.of(), parsed(registry, format).findings(Severity.ERROR));
    assertEquals(List.of(), parsed(registry, format).findings(Severity.WARNING));
  }

  /** Written for one place, the same text is right at any other. */
  @ParameterizedTest
  @EnumSource
  default void sourcesBelowThePlaceAreRelative(Format format) {
    Location written = new Location(URI.create("https://example.org/"));
    Location read = new Location(URI.create("http://other.example/sub/"));
    SourceRegistry registry =
        new SourceRegistry(
            List.of(
                new SourceLocation("https://example.org/models/{sha256}"),
                new SourceLocation("https://mirror.example/models/")),
            List.of(fragmented("b.h5")));
    byte[] text =
        writer().write(registry, format, Optional.of(written)).getBytes(StandardCharsets.UTF_8);
    SourceRegistry moved = parser().parse(text, Optional.of(read)).registry().orElseThrow();
    assertEquals(
        List.of(
            new SourceLocation("http://other.example/sub/models/{sha256}"),
            new SourceLocation("https://mirror.example/models/")),
        moved.sources());
    assertEquals(
        List.of(new SourceLocation("http://other.example/sub/own/")),
        List.copyOf(moved.models()).get(0).sources());
    assertEquals(
        Optional.of(registry), parser().parse(text, Optional.of(written)).registry(), "unmoved");
  }

  @ParameterizedTest
  @EnumSource
  default void keepsTheOrderOfModels(Format format) {
    SourceRegistry registry =
        new SourceRegistry(
            List.of(new SourceLocation("https://example.org/models/")),
            List.of(plain("z.pt"), plain("a.pt"), plain("m.pt")));
    assertEquals(
        List.copyOf(registry.models()),
        List.copyOf(parsed(registry, format).registry().orElseThrow().models()));
  }

  private Report parsed(SourceRegistry registry, Format format) {
    String text = writer().write(registry, format);
    return parser().parse(text.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  private static Model plain(String name) {
    Sha256 sha256 = Sha256.ofUtf8(name);
    return model(
        name,
        sha256,
        new Publication(
            FileName.parse(name), sha256, OptionalLong.empty(), List.of(), Optional.empty()),
        Model.About.NOTHING,
        Optional.empty());
  }

  private static Model fragmented(String name) {
    Sha256 sha256 = Sha256.ofUtf8(name);
    return new Model(
        ModelName.parse(name),
        sha256,
        OptionalLong.of(30),
        new Publication(
            FileName.parse(name),
            sha256,
            OptionalLong.of(30),
            List.of(
                new Fragment(
                    FileName.parse(name + "_aa"), Sha256.ofUtf8("aa"), OptionalLong.of(20)),
                new Fragment(
                    FileName.parse(name + "_ab"), Sha256.ofUtf8("ab"), OptionalLong.of(10))),
            Optional.empty()),
        Model.About.NOTHING,
        List.of(new SourceLocation("https://example.org/own/")),
        Optional.empty());
  }

  private static Model compressed(String name) {
    return model(
        name,
        Sha256.ofUtf8(name),
        new Publication(
            FileName.parse(name + ".zst"),
            Sha256.ofUtf8("compressed"),
            OptionalLong.empty(),
            List.of(),
            Optional.of(Compression.ZST)),
        Model.About.NOTHING,
        Optional.empty());
  }

  private static Model described(String name) {
    Sha256 sha256 = Sha256.ofUtf8(name);
    return model(
        name,
        sha256,
        new Publication(
            FileName.parse(name), sha256, OptionalLong.empty(), List.of(), Optional.empty()),
        new Model.About(
            Optional.of("1.10"), Optional.of("two\nlines: yes"), Optional.of("CC-BY-4.0")),
        Optional.of(FileName.parse("labels")));
  }

  private static Model model(
      String name,
      Sha256 sha256,
      Publication publication,
      Model.About about,
      Optional<FileName> unpack) {
    return new Model(
        ModelName.parse(name),
        sha256,
        publication.compression().isPresent() ? OptionalLong.empty() : publication.size(),
        publication,
        about,
        List.of(),
        unpack);
  }
}
