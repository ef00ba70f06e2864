package org.pumaguard.models.cli.command;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.cli.json.ModelJson;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.output.TextTable;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.view.ModelDetails;
import org.pumaguard.models.domain.api.ModelStatus;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Shows all details of one model. */
final class ShowCommand implements Command {

  private static final String ALL = "--all";

  @Override
  public String name() {
    return "show";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.INSPECT, "Show all details of one model");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Show what the registry and the cache know of one model. A terminal shows the fragments"
                + " in one line.");
    spec.addOption(Parameters.flag("Show each fragment.", ALL));
    spec.addPositional(Parameters.name());
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models show two_models_gpu.h5", "pumaguard-models show two_models_gpu.h5 --all");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(
        OptionGroup.REGISTRY, OptionGroup.CACHE, OptionGroup.NETWORK, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    String name = arguments.matchedPositionalValue(0, "");
    ModelStatus status = program.cache().status(name);
    List<String> sources =
        program.cache().registry().sourcesOf(status.model()).stream()
            .map(Object::toString)
            .toList();
    if (program.wantsJson()) {
      program.console().json(ModelJson.facts(status, sources));
    } else if (program.screen().isTerminal()) {
      boolean all = arguments.hasMatchedOption(ALL);
      ModelDetails.lines(status, sources, all, program.screen(), Instant.now())
          .forEach(program.console()::line);
    } else {
      text(ModelJson.facts(status, sources), program.console());
    }
    return ExitStatus.DONE;
  }

  private static void text(Map<String, Object> facts, Console console) {
    TextTable table = new TextTable();
    facts.forEach((key, value) -> add(table, key, value));
    table.lines().forEach(console::line);
  }

  private static void add(TextTable table, String key, Object value) {
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
          key,
          isSize ? value + " bytes (" + ByteSizes.bytes((Long) value) + ")" : value.toString());
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
