package org.pumaguard.models.cli.command;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.domain.api.RemovedItem;
import org.pumaguard.models.domain.cache.ModelNames;
import org.pumaguard.models.domain.model.ModelName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Removes models from the cache. */
final class ClearCommand implements Command {

  private static final String DRY_RUN = "--dry-run";
  private static final String YES = "--yes";
  private static final String TERMINAL = "/dev/tty";

  private final ProcessEnvironment surroundings;

  ClearCommand(ProcessEnvironment surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "clear";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.MAINTAIN, "Remove models, or everything in the cache");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Remove the named models, or everything in the cache. Files that the"
                + " cache does not own are kept.");
    spec.addOption(Parameters.flag("Only print what would be removed.", DRY_RUN));
    spec.addOption(Parameters.flag("Do not ask for confirmation.", "-y", YES));
    spec.addPositional(
        Parameters.names("Models to remove, by names or quoted patterns (default: everything)."));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "pumaguard-models clear yolov8s.pt", "pumaguard-models clear \"puma_*\" --dry-run");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of(
        OptionGroup.REGISTRY, OptionGroup.CACHE, OptionGroup.NETWORK, OptionGroup.OUTPUT);
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    List<ModelName> names = program.names(arguments, ModelNames.Scope.ALL);
    boolean dryRun = arguments.hasMatchedOption(DRY_RUN);
    if (!dryRun
        && !arguments.hasMatchedOption(YES)
        && surroundings.canAsk()
        && !agreed(names, program)) {
      return ExitStatus.DONE;
    }
    List<RemovedItem> cleared = program.cache().clear(names, dryRun);
    RemovalTable.show(cleared, dryRun, program);
    return ExitStatus.DONE;
  }

  /** If standard error is redirected, the question goes to the terminal directly. */
  private void ask(String question, CommandContext program) {
    if (surroundings.terminalColumns().isPresent()) {
      program.console().err().print(question);
      program.console().err().flush();
      return;
    }
    try (OutputStream terminal = new FileOutputStream(TERMINAL)) {
      terminal.write(question.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UsageException(
          List.of("clear: there is no terminal on which to ask; use --yes, or --dry-run to see"));
    }
  }

  private boolean agreed(List<ModelName> names, CommandContext program) {
    String what =
        names.isEmpty()
            ? "everything"
            : String.join(", ", names.stream().map(ModelName::value).toList());
    ask(
        "Remove " + what + " from " + program.settings().filesystem().cacheDirectory() + "? [y/N] ",
        program);
    try {
      String answer =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return answer != null
          && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      return false;
    }
  }
}
