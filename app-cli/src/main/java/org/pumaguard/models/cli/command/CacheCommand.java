package org.pumaguard.models.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.cache.ModelNames;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Fetches and verifies models. */
final class CacheCommand implements Command {

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.GET, "Fetch and verify models; all, if none is named");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Fetch and verify models, and print their paths. A model that fails"
                + " does not stop the others.");
    spec.addPositional(
        Parameters.names("Models of the registry, by names or quoted patterns (default: all)."));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models cache",
        "pumaguard-models cache labels.txt \"yolo*\"",
        "pumaguard-models cache --limit-rate 500k --progress plain");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(OptionGroup.values());
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    List<EnsureOutcome> outcomes =
        program.cache().ensureAll(program.names(arguments, ModelNames.Scope.REGISTERED));
    return report(outcomes, program);
  }

  /** Prints the outcome of each model; returns the exit status of the first failure. */
  static int report(List<EnsureOutcome> outcomes, CommandContext program) {
    if (program.wantsJson()) {
      program.console().json(outcomes.stream().map(CacheCommand::json).toList());
    } else {
      program.pairs(
          outcomes.stream()
              .flatMap(outcome -> outcome.ensured().stream())
              .map(ensured -> List.of(ensured.name().value(), ensured.path().toString()))
              .toList());
    }
    List<CacheException> failures =
        outcomes.stream().map(EnsureOutcome::failure).flatMap(Optional::stream).toList();
    return FailureReport.print(failures, program);
  }

  private static Map<String, Object> json(EnsureOutcome outcome) {
    return outcome.ensured().map(CacheCommand::json).orElseGet(() -> failed(outcome));
  }

  private static Map<String, Object> failed(EnsureOutcome outcome) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", outcome.name().value());
    object.put(
        "error", outcome.failure().map(failure -> String.valueOf(failure.getMessage())).orElse(""));
    return object;
  }

  private static Map<String, Object> json(EnsureResult ensured) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", ensured.name().value());
    object.put("path", ensured.path().toString());
    object.put("state", ensured.state().text());
    object.put("bytesFetched", ensured.bytesFetched());
    object.put("bytesReused", ensured.bytesReused());
    if (!ensured.setAside().isEmpty()) {
      object.put("setAside", ensured.setAside());
    }
    return object;
  }

  /** Prints one path alone, or the whole result as JSON. */
  static int show(EnsureResult ensured, CommandContext program) {
    if (program.wantsJson()) {
      program.console().json(json(ensured));
    } else {
      program.console().line(ensured.path().toString());
    }
    return ExitStatus.DONE;
  }

  /** Ensures one model and prints its path. */
  static final class PathCommand implements Command {

    private static final String ALLOW_OUTDATED = "--allow-outdated";

    @Override
    public String name() {
      return "path";
    }

    @Override
    public Summary summary() {
      return new Summary(Group.GET, "Fetch and verify one model, print its path alone");
    }

    @Override
    public void describe(CommandSpec spec) {
      spec.usageMessage()
          .description("Fetch and verify one model, and print its absolute path alone.");
      spec.addOption(
          Parameters.flag(
              "Use the version on disk if the new one cannot be fetched.", ALLOW_OUTDATED));
      spec.addPositional(Parameters.name());
    }

    @Override
    public List<String> examples() {
      return List.of("model=$(pumaguard-models path yolov8s.pt)");
    }

    @Override
    public List<OptionGroup> optionGroups() {
      return List.of(OptionGroup.values());
    }

    @Override
    public int run(ParseResult arguments, CommandContext program) {
      String name = arguments.matchedPositionalValue(0, "");
      EnsureResult ensured =
          arguments.hasMatchedOption(ALLOW_OUTDATED)
              ? program.cache().ensuredOrOutdated(ModelNames.parse(name))
              : program.cache().ensured(ModelNames.parse(name));
      return show(ensured, program);
    }
  }
}
