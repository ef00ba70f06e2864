package org.pumaguard.models.embedding;

import java.net.URI;
import java.nio.file.Path;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.cache.ModelCache;

/** A program that needs a model, and knows no Guice. */
final class PlainJava {

  private PlainJava() {}

  static Path detector(Path directory, URI registry) {
    // doc: plain
    try (ModelCache models = Models.at(directory).registry(registry).open()) {
      return models.ensure("detector.h5");
    }
    // doc: end
  }
}
