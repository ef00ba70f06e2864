package org.pumaguard.models.domain.model;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models of a registry and their sources, in the order of the file. Immutable. */
public final class SourceRegistry {

  private final List<SourceLocation> sources;
  private final Map<ModelName, Model> models;

  /**
   * A registry of these models.
   *
   * @throws IllegalArgumentException if two models have the same name, or if an {@code unpack}
   *     directory is also the name of a model or the directory of another model
   */
  public SourceRegistry(List<SourceLocation> sources, List<Model> models) {
    this.sources = List.copyOf(sources);
    this.models = Collections.unmodifiableMap(byName(models));
    checkDirectories();
  }

  /** The sources in the order to try; later ones are mirrors. */
  public List<SourceLocation> sources() {
    return sources;
  }

  /** All models, in the order of the registry. */
  public Collection<Model> models() {
    return models.values();
  }

  /** The names of all models, in the order of the registry. */
  public Collection<ModelName> names() {
    return models.keySet();
  }

  /** The model of this name; empty if the registry has none. */
  public Optional<Model> find(ModelName name) {
    return Optional.ofNullable(models.get(name));
  }

  /** The sources of a model in the order to try: its own, then those of the registry. */
  public List<SourceLocation> sourcesOf(Model model) {
    LinkedHashMap<SourceLocation, Boolean> ordered = new LinkedHashMap<>();
    model.sources().forEach(source -> ordered.put(source, true));
    sources.forEach(source -> ordered.put(source, true));
    return List.copyOf(ordered.keySet());
  }

  /** This registry with other sources; the sources of its models are dropped. */
  public SourceRegistry withSources(List<SourceLocation> others) {
    return new SourceRegistry(
        others, models.values().stream().map(model -> model.withSources(List.of())).toList());
  }

  private static Map<ModelName, Model> byName(List<Model> models) {
    Map<ModelName, Model> byName = new LinkedHashMap<>();
    for (Model model : models) {
      if (byName.put(model.name(), model) != null) {
        throw new IllegalArgumentException("duplicate model name '" + model.name() + "'");
      }
    }
    return byName;
  }

  private void checkDirectories() {
    Map<FileName, ModelName> directories = new HashMap<>();
    for (Model model : models.values()) {
      if (model.unpack().isEmpty()) {
        continue;
      }
      FileName directory = model.unpack().get();
      ModelName other = directories.put(directory, model.name());
      if (other != null) {
        throw new IllegalArgumentException(
            "'"
                + model.name()
                + "' and '"
                + other
                + "' are both unpacked into '"
                + directory
                + "'");
      }
      if (models.keySet().stream().anyMatch(name -> name.file().equals(directory))) {
        throw new IllegalArgumentException(
            "'"
                + model.name()
                + "' is unpacked into '"
                + directory
                + "', which is the name of a model");
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceRegistry that
        && sources.equals(that.sources)
        && List.copyOf(models.values()).equals(List.copyOf(that.models.values()));
  }

  @Override
  public int hashCode() {
    return 31 * sources.hashCode() + models.hashCode();
  }

  @Override
  public String toString() {
    return models.size() + " models from " + sources;
  }
}
