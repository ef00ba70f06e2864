package org.pumaguard.models.cli.command;

import java.util.List;
import java.util.OptionalLong;
import org.pumaguard.models.cli.json.ModelJson;
import org.pumaguard.models.cli.output.TextTable;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.domain.api.ModelStatus;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Lists the models of the registry and their states. */
final class ListCommand implements Command {

  private static final int SHORT_DIGEST = 12;

  @Override
  public String name() {
    return "list";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.INSPECT, "List models: state, size, version, last use");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "List models and their state: cached, partial, outdated, damaged or" + " missing.");
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models list",
        "pumaguard-models list \"yolo*\" --sort size",
        "pumaguard-models list --state missing,damaged -o json");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(
        OptionGroup.REGISTRY, OptionGroup.CACHE, OptionGroup.NETWORK, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    List<ModelStatus> models = program.cache().list();
    if (program.wantsJson()) {
      program.console().json(models.stream().map(ModelJson::line).toList());
    } else {
      table(models).lines().forEach(program.console()::line);
    }
    return ExitStatus.DONE;
  }

  private static TextTable table(List<ModelStatus> models) {
    TextTable table =
        new TextTable().row("NAME", "STATE", "SIZE", "FRAGMENTS", "VERSION", "SHA256");
    for (ModelStatus status : models) {
      table.row(
          status.model().name().value(),
          status.state().text(),
          size(status.size()),
          String.valueOf(status.model().publication().fragments().size()),
          status.model().about().version().orElse("-"),
          status.model().sha256().hex().substring(0, SHORT_DIGEST));
    }
    return table;
  }

  static String size(OptionalLong size) {
    return size.isPresent() ? ByteSizes.bytes(size.getAsLong()) : "-";
  }
}
