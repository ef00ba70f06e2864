package org.pumaguard.models.cli.command;

import java.util.List;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.cli.settings.ValueParser;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Writes a completion script. */
final class CompletionCommand implements Command {

  private final ProcessEnvironment surroundings;

  CompletionCommand(ProcessEnvironment surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "completion";
  }

  @Override
  public Summary summary() {
    return new Summary(Group.OTHER, "Print a shell completion script");
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .description(
            "Print a completion script for a shell, for example: source"
                + " <(pumaguard-models completion bash)");
    spec.addPositional(Parameters.one("bash|zsh", "The shell.", true));
  }

  @Override
  public List<String> examples() {
    return List.of("source <(pumaguard-models completion bash)");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of();
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    String shell = arguments.matchedPositionalValue(0, "");
    String script =
        AutoComplete.bash(
            Console.PROGRAM, CommandLines.complete(CommandLines.commands(surroundings)));
    switch (shell) {
      case "bash" -> program.console().text(script);
      case "zsh" ->
          program
              .console()
              .text(
                  "autoload -U +X compinit && compinit\n"
                      + "autoload -U +X bashcompinit && bashcompinit\n"
                      + script);
      default ->
          throw new UsageException(
              List.of(
                  "completion: "
                      + ValueParser.notOneOf(List.of("bash", "zsh"), shell).getMessage()));
    }
    return ExitStatus.DONE;
  }
}
