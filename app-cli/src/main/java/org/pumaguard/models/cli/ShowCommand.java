package org.pumaguard.models.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.pumaguard.models.domain.cache.ModelStatus;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.policy.History;
import org.pumaguard.models.domain.port.CacheRegistry;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows all that is known of one model. */
final class ShowCommand implements Command {

  @Override
  public String name() {
    return "show";
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage().description("Shows everything that is known of one model.");
    spec.addPositional(Arguments.name());
  }

  @Override
  public int run(ParseResult arguments, Program program) {
    String name = arguments.matchedPositionalValue(0, "");
    ModelStatus status = program.cache().status(Program.name(name));
    List<String> sources =
        program.cache().registry().sourcesOf(status.model()).stream()
            .map(Object::toString)
            .toList();
    Map<String, Object> facts = facts(status, sources);
    if (program.wantsJson()) {
      program.console().json(facts);
    } else {
      text(facts, program.console());
    }
    return ExitStatus.DONE;
  }

  private static Map<String, Object> facts(ModelStatus status, List<String> sources) {
    Model model = status.model();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", model.name().value());
    facts.put("state", status.state().text());
    facts.put("path", status.path().map(Object::toString).orElse(null));
    put(facts, "size", status.size());
    facts.put("version", model.about().version().orElse(null));
    facts.put("sha256", model.sha256().hex());
    facts.put("description", model.about().description().orElse(null));
    facts.put("license", model.about().license().orElse(null));
    facts.put("file", model.publication().file().value());
    facts.put(
        "compression",
        model.publication().compression().map(compression -> compression.text()).orElse(null));
    facts.put(
        "fileSha256",
        model.publication().compression().isPresent() ? model.publication().sha256().hex() : null);
    facts.put("unpack", model.unpack().map(Object::toString).orElse(null));
    facts.put("sources", sources);
    facts.put("fragments", fragments(model));
    facts.put("cached", status.entry().map(ShowCommand::cached).orElse(null));
    facts.put("keptVersions", status.entry().map(ShowCommand::kept).orElse(List.of()));
    return facts;
  }

  private static List<Map<String, Object>> fragments(Model model) {
    List<Map<String, Object>> fragments = new ArrayList<>();
    for (Fragment fragment : model.publication().fragments()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("name", fragment.name().value());
      object.put("sha256", fragment.sha256().hex());
      put(object, "size", fragment.size());
      fragments.add(object);
    }
    return fragments;
  }

  private static Map<String, Object> cached(CacheRegistry.Entry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("sha256", entry.sha256().hex());
    object.put("size", entry.fingerprint().size());
    object.put("version", entry.version().orElse(null));
    object.put("cachedAt", entry.cachedAt().toString());
    object.put("verifiedAt", entry.verifiedAt().toString());
    object.put("lastUsed", entry.lastUsed().toString());
    object.put("source", entry.source().orElse(null));
    object.put("pinned", entry.pinned());
    return object;
  }

  /** The versions that can be put back, newest first. */
  private static List<Map<String, Object>> kept(CacheRegistry.Entry entry) {
    List<Map<String, Object>> kept = new ArrayList<>();
    for (CacheRegistry.Version version : History.kept(entry, entry.sha256())) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("version", version.version().orElse(null));
      object.put("sha256", version.sha256().hex());
      object.put("size", version.fingerprint().size());
      object.put("cachedAt", version.cachedAt().toString());
      kept.add(object);
    }
    return kept;
  }

  private static void put(Map<String, Object> object, String key, OptionalLong number) {
    object.put(key, number.isPresent() ? number.getAsLong() : null);
  }

  private static void text(Map<String, Object> facts, Console console) {
    Table table = new Table();
    facts.forEach((key, value) -> add(table, key, value));
    table.lines().forEach(console::line);
  }

  private static void add(Table table, String key, Object value) {
    if (value instanceof List<?> items) {
      for (Object item : items) {
        table.row(key.substring(0, key.length() - 1), item(item));
      }
    } else if (value instanceof Map<?, ?> object) {
      object.forEach(
          (inner, innerValue) -> {
            if (innerValue != null) {
              table.row(key + "." + inner, innerValue.toString());
            }
          });
    } else if (value != null) {
      boolean isSize = key.equals("size") && value instanceof Long;
      table.row(
          key, isSize ? value + " bytes (" + Sizes.bytes((Long) value) + ")" : value.toString());
    }
  }

  private static String item(Object item) {
    if (item instanceof Map<?, ?> fragment) {
      Object size = fragment.get("size");
      if (fragment.containsKey("cachedAt")) {
        Object version = fragment.get("version");
        return (version == null ? "" : version + "  ")
            + fragment.get("sha256")
            + "  "
            + size
            + " bytes  cached at "
            + fragment.get("cachedAt");
      }
      return fragment.get("name")
          + "  "
          + fragment.get("sha256")
          + (size == null ? "" : "  " + size + " bytes");
    }
    return String.valueOf(item);
  }
}
