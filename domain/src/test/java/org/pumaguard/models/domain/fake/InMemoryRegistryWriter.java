package org.pumaguard.models.domain.fake;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryWriter;

/**
 * Writes registries in a trivial format: a line for each source, model, fragment and source of a
 * model; its words are percent-encoded, and empty for what is absent.
 */
public final class InMemoryRegistryWriter implements RegistryWriter {

  @Override
  public String write(SourceRegistry registry, Format format, Optional<Location> place) {
    StringBuilder text = new StringBuilder("registry " + format + "\n");
    registry.sources().forEach(source -> line(text, "source", word(source, place)));
    registry.models().forEach(model -> write(text, model, place));
    return text.toString();
  }

  private static void write(StringBuilder text, Model model, Optional<Location> place) {
    Publication publication = model.publication();
    line(
        text,
        "model",
        model.name().value(),
        model.sha256().hex(),
        number(model.size()),
        word(model.unpack().map(Object::toString)),
        publication.file().value(),
        publication.sha256().hex(),
        number(publication.size()),
        word(publication.compression().map(Compression::text)),
        word(model.about().version()),
        word(model.about().description()),
        word(model.about().license()));
    for (Fragment fragment : publication.fragments()) {
      line(
          text,
          "fragment",
          fragment.name().value(),
          fragment.sha256().hex(),
          number(fragment.size()));
    }
    for (SourceLocation source : model.sources()) {
      line(text, "from", word(source, place));
    }
  }

  private static void line(StringBuilder text, String kind, String... words) {
    text.append(kind);
    for (String word : words) {
      text.append(' ');
      text.append(URLEncoder.encode(word, StandardCharsets.UTF_8));
    }
    text.append('\n');
  }

  private static String word(SourceLocation source, Optional<Location> place) {
    return place.map(source::relativeTo).orElse(source.template());
  }

  private static String number(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : "";
  }

  private static String word(Optional<String> word) {
    return word.map(given -> "=" + given).orElse("");
  }
}
