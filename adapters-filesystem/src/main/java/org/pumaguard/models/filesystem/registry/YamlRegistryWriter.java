package org.pumaguard.models.filesystem.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryWriter;

/** Writes registries of form 2 as YAML or JSON. */
public final class YamlRegistryWriter implements RegistryWriter {

  @Override
  public String write(SourceRegistry registry, Format format, Optional<Location> place) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = generator(format, text)) {
      write(registry, place, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return format == Format.YAML ? text.toString() : text + "\n";
  }

  private static JsonGenerator generator(Format format, StringWriter text) throws IOException {
    return switch (format) {
      case YAML ->
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build()
              .createGenerator(text);
      case JSON ->
          new JsonFactory()
              .createGenerator(text)
              .useDefaultPrettyPrinter()
              // YAML does not allow some characters that JSON does.
              .setHighestNonEscapedChar(126);
    };
  }

  private static void write(SourceRegistry registry, Optional<Location> place, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeNumberField("schema", 2);
    write(registry.sources(), place, out);
    out.writeObjectFieldStart("models");
    for (Model model : registry.models()) {
      out.writeObjectFieldStart(model.name().value());
      write(model, place, out);
      out.writeEndObject();
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void write(Model model, Optional<Location> place, JsonGenerator out)
      throws IOException {
    Publication publication = model.publication();
    write("version", model.about().version(), out);
    write(model.size(), out);
    out.writeStringField("sha256", model.sha256().hex());
    write("description", model.about().description(), out);
    write("license", model.about().license(), out);
    if (!publication.file().equals(model.name().file())) {
      out.writeStringField("file", publication.file().value());
    }
    if (publication.compression().isPresent()) {
      out.writeStringField("compression", publication.compression().get().text());
      out.writeStringField("file-sha256", publication.sha256().hex());
    }
    write("unpack", model.unpack().map(FileName::value), out);
    if (!model.sources().isEmpty()) {
      write(model.sources(), place, out);
    }
    if (!publication.fragments().isEmpty()) {
      out.writeObjectFieldStart("fragments");
      for (Fragment fragment : publication.fragments()) {
        out.writeObjectFieldStart(fragment.name().value());
        out.writeStringField("sha256", fragment.sha256().hex());
        write(fragment.size(), out);
        out.writeEndObject();
      }
      out.writeEndObject();
    }
  }

  private static void write(
      List<SourceLocation> sources, Optional<Location> place, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart("sources");
    for (SourceLocation source : sources) {
      out.writeString(place.map(source::relativeTo).orElse(source.template()));
    }
    out.writeEndArray();
  }

  private static void write(String key, Optional<String> value, JsonGenerator out)
      throws IOException {
    if (value.isPresent()) {
      out.writeStringField(key, value.get());
    }
  }

  private static void write(OptionalLong size, JsonGenerator out) throws IOException {
    if (size.isPresent()) {
      out.writeNumberField("size", size.getAsLong());
    }
  }
}
