package org.pumaguard.models.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.domain.cache.ModelNames;
import org.pumaguard.models.domain.model.ModelName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Protects models from pruning and quotas, or ends the protection. */
final class PinCommand implements Command {

  private final boolean pins;

  private PinCommand(boolean pins) {
    this.pins = pins;
  }

  static PinCommand pin() {
    return new PinCommand(true);
  }

  static PinCommand unpin() {
    return new PinCommand(false);
  }

  @Override
  public String name() {
    return pins ? "pin" : "unpin";
  }

  @Override
  public Summary summary() {
    return new Summary(
        Group.MAINTAIN, pins ? "Exempt models from prune and --quota" : "End the exemption");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            pins
                ? "Exempt cached models, with all their versions, from 'prune' and" + " quotas."
                : "Allow 'prune' and quotas to remove pinned models again.");
    spec.addPositional(Parameters.someNames("Cached models, by names or quoted patterns."));
  }

  @Override
  public List<String> examples() {
    return List.of("pumaguard-models " + name() + " yolov8s.pt \"puma_*\"");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(OptionGroup.CACHE, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    List<ModelName> names = program.names(arguments, ModelNames.Scope.CACHED);
    program.cache().pin(names, pins);
    if (program.wantsJson()) {
      program.console().json(names.stream().map(this::json).toList());
    } else {
      String done = pins ? "pinned" : "unpinned";
      program.pairs(names.stream().map(name -> List.of(name.value(), done)).toList());
    }
    return ExitStatus.DONE;
  }

  private Map<String, Object> json(ModelName name) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", name.value());
    object.put("pinned", pins);
    return object;
  }
}
