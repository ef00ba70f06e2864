package org.pumaguard.models.filesystem.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.RegistryParser;

/**
 * Reads registries in YAML of both forms: form 1, PumaGuard's own, whose keys are the models, and
 * form 2, marked by {@code schema: 2}.
 */
public final class YamlRegistryParser implements RegistryParser {

  private static final Set<String> TOP_KEYS = Set.of("schema", "sources", "models");

  private final YamlReader reader = new YamlReader(MAX_BYTES);

  @Override
  public Report parse(byte[] text, Optional<Location> place) {
    List<Finding> findings = new ArrayList<>();
    Optional<SourceRegistry> registry;
    try {
      registry = registry(reader.read(text), place, findings);
    } catch (YamlReader.Malformed e) {
      findings.add(
          new Finding(
              Severity.ERROR,
              e.line(),
              e.column(),
              RegistryFields.printable(String.valueOf(e.getMessage()))));
      registry = Optional.empty();
    }
    findings.sort(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column));
    boolean refused = findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    return new Report(refused ? Optional.empty() : registry, findings);
  }

  private static Optional<SourceRegistry> registry(
      YamlNode root, Optional<Location> place, List<Finding> findings) {
    Optional<RegistryFields> top = RegistryFields.of("registry", root, findings);
    if (top.isEmpty()) {
      return Optional.empty();
    }
    return isForm2(top.get())
        ? form2(top.get(), place, findings)
        : build(top.get(), top.get(), List.of(), place, findings);
  }

  /** In form 1, a model may have the name "schema"; then its value is a mapping. */
  private static boolean isForm2(RegistryFields top) {
    return top.node("schema").filter(node -> node instanceof YamlNode.Scalar).isPresent();
  }

  private static Optional<SourceRegistry> form2(
      RegistryFields top, Optional<Location> place, List<Finding> findings) {
    top.value("schema", YamlRegistryParser::checkSchema);
    top.warnOfUnknownKeys(TOP_KEYS);
    List<SourceLocation> sources =
        top.list("sources", source -> SourceLocation.parse(source, place));
    Optional<YamlNode> models = top.node("models");
    if (models.isEmpty()) {
      top.error("missing key 'models'");
      return Optional.empty();
    }
    return RegistryFields.of("'models'", models.get(), findings)
        .flatMap(fields -> build(top, fields, sources, place, findings));
  }

  private static String checkSchema(String text) {
    if (!text.equals("2")) {
      throw new IllegalArgumentException("unsupported schema '" + text + "'; supported: 2");
    }
    return text;
  }

  private static Optional<SourceRegistry> build(
      RegistryFields top,
      RegistryFields models,
      List<SourceLocation> sources,
      Optional<Location> place,
      List<Finding> findings) {
    Map<ModelName, YamlNode> nodes = new LinkedHashMap<>();
    List<Model> valid = new ArrayList<>();
    for (YamlNode.Field field : models.all()) {
      Optional<ModelName> name = models.convert("model name", field.key(), ModelName::parse);
      Optional<RegistryFields> fields =
          RegistryFields.of("model '" + field.key().text() + "'", field.value(), findings);
      if (name.isPresent() && fields.isPresent()) {
        nodes.put(name.get(), field.key());
        new ModelReader(name.get(), field.key(), fields.get(), place, findings)
            .read()
            .ifPresent(valid::add);
      }
    }
    checkDirectories(models, valid, nodes);
    if (findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)) {
      return Optional.empty();
    }
    List<SourceLocation> effective =
        sources.isEmpty() && !top.has("sources")
            ? place.map(folder -> new SourceLocation(folder.uri().toString())).stream().toList()
            : sources;
    return Optional.of(new SourceRegistry(effective, valid));
  }

  private static void checkDirectories(
      RegistryFields fields, List<Model> models, Map<ModelName, YamlNode> nodes) {
    Map<FileName, ModelName> directories = new HashMap<>();
    for (Model model : models) {
      if (model.unpack().isEmpty()) {
        continue;
      }
      FileName directory = model.unpack().get();
      YamlNode at = Objects.requireNonNull(nodes.get(model.name()));
      ModelName other = directories.put(directory, model.name());
      if (other != null) {
        fields.error(
            at, "'" + model.name() + "' and '" + other + "' unpack into the same directory");
      }
      if (nodes.keySet().stream().anyMatch(name -> name.file().equals(directory))) {
        fields.error(
            at,
            "'"
                + model.name()
                + "' unpacks into '"
                + directory
                + "', which is the name of a model");
      }
    }
  }
}
