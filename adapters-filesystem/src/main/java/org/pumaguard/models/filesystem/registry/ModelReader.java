package org.pumaguard.models.filesystem.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.pumaguard.models.domain.model.Compression;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.RegistryParser.Finding;

/** Reads one model of a registry. Both forms accept the same keys. */
final class ModelReader {

  private static final String SHA256 = "sha256";
  private static final String SHA256SUM = "sha256sum";
  private static final Set<String> MODEL_KEYS =
      Set.of(
          SHA256,
          SHA256SUM,
          "version",
          "size",
          "description",
          "license",
          "sources",
          "fragments",
          "unpack",
          "file",
          "compression",
          "file-sha256");
  private static final Set<String> FRAGMENT_KEYS = Set.of(SHA256, SHA256SUM, "size");

  private final ModelName name;
  private final YamlNode at;
  private final RegistryFields fields;
  private final Optional<Location> place;
  private final List<Finding> findings;

  ModelReader(
      ModelName name,
      YamlNode at,
      RegistryFields fields,
      Optional<Location> place,
      List<Finding> findings) {
    this.name = name;
    this.at = at;
    this.fields = fields;
    this.place = place;
    this.findings = findings;
  }

  /** The model; empty after an error, which is added to the findings. */
  Optional<Model> read() {
    fields.warnOfUnknownKeys(MODEL_KEYS);
    Optional<Sha256> sha256 = digest(fields, at, "model '" + name + "'");
    OptionalLong size = fields.size();
    List<SourceLocation> sources =
        fields.list("sources", source -> SourceLocation.parse(source, place));
    Optional<FileName> unpack = fields.value("unpack", FileName::parse);
    Model.About about =
        new Model.About(
            fields.value("version", text -> text),
            fields.value("description", text -> text),
            fields.value("license", text -> text));
    if (!fields.has("size")) {
      fields.advise(at, "model '" + name + "' has no size");
    }
    if (sha256.isEmpty()) {
      return Optional.empty();
    }
    try {
      return publication(sha256.get(), size)
          .map(
              publication ->
                  new Model(name, sha256.get(), size, publication, about, sources, unpack));
    } catch (IllegalArgumentException | ArithmeticException e) {
      fields.error(at, "model '" + name + "': " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Publication> publication(Sha256 sha256, OptionalLong size) {
    FileName file = fields.value("file", FileName::parse).orElse(name.file());
    Optional<Compression> compression = fields.value("compression", Compression::parse);
    Optional<Sha256> fileSha256 = fields.value("file-sha256", Sha256::parse);
    List<Fragment> fragments = fragments();
    if (compression.isEmpty() && fields.has("compression")) {
      return Optional.empty();
    }
    if (compression.isEmpty()) {
      if (fileSha256.isPresent() && !fileSha256.get().equals(sha256)) {
        fields.error(
            fields.node("file-sha256").orElse(at),
            "'file-sha256' differs from 'sha256' without 'compression'");
        return Optional.empty();
      }
      return Optional.of(new Publication(file, sha256, size, fragments, Optional.empty()));
    }
    if (fileSha256.isEmpty()) {
      if (!fields.has("file-sha256")) {
        fields.error(at, "model '" + name + "' has 'compression' and needs 'file-sha256'");
      }
      return Optional.empty();
    }
    return Optional.of(
        new Publication(file, fileSha256.get(), OptionalLong.empty(), fragments, compression));
  }

  private List<Fragment> fragments() {
    Optional<YamlNode> node = fields.node("fragments");
    if (node.isEmpty()) {
      return List.of();
    }
    List<Fragment> fragments = new ArrayList<>();
    RegistryFields.of("'fragments'", node.get(), findings)
        .ifPresent(
            mapping -> {
              if (mapping.all().isEmpty()) {
                mapping.error("'fragments' is empty");
              }
              for (YamlNode.Field field : mapping.all()) {
                fragment(mapping, field).ifPresent(fragments::add);
              }
            });
    return fragments;
  }

  private Optional<Fragment> fragment(RegistryFields mapping, YamlNode.Field field) {
    Optional<FileName> fragmentName =
        mapping.convert("fragment name", field.key(), FileName::parse);
    String what = "fragment '" + field.key().text() + "'";
    Optional<RegistryFields> values = RegistryFields.of(what, field.value(), findings);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    values.get().warnOfUnknownKeys(FRAGMENT_KEYS);
    Optional<Sha256> sha256 = digest(values.get(), field.key(), what);
    OptionalLong size = values.get().size();
    if (!values.get().has("size")) {
      fields.advise(field.key(), what + " has no size");
    }
    return fragmentName.isPresent() && sha256.isPresent()
        ? Optional.of(new Fragment(fragmentName.get(), sha256.get(), size))
        : Optional.empty();
  }

  private static Optional<Sha256> digest(RegistryFields values, YamlNode at, String what) {
    Optional<Sha256> first = values.value(SHA256, Sha256::parse);
    Optional<Sha256> second = values.value(SHA256SUM, Sha256::parse);
    values
        .node(SHA256SUM)
        .ifPresent(node -> values.advise(node, "'sha256sum' is deprecated; use 'sha256'"));
    if (!values.has(SHA256) && !values.has(SHA256SUM)) {
      values.error(at, what + " has no sha256");
    }
    if (first.isPresent() && second.isPresent() && !first.equals(second)) {
      values.error(at, what + ": 'sha256' and 'sha256sum' differ");
    }
    return first.or(() -> second);
  }
}
