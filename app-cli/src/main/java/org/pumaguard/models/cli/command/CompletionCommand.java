package org.pumaguard.models.cli.command;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.cli.completion.Completions;
import org.pumaguard.models.cli.settings.ByteSizes;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.cli.settings.ValueParser;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.port.CacheRegistry;
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
            "Print a completion script for a shell. It completes commands, options and their"
                + " values, and the names of models without the network.");
    spec.addPositional(Parameters.one(String.join("|", Completions.SHELLS), "The shell.", true));
  }

  @Override
  public List<String> examples() {
    return List.of(
        "source <(pumaguard-models completion bash)", "pumaguard-models completion fish | source");
  }

  @Override
  public List<OptionGroup> optionGroups() {
    return List.of();
  }

  @Override
  public int run(ParseResult arguments, CommandContext program) {
    String shell = arguments.matchedPositionalValue(0, "");
    CommandSpec description =
        CommandLines.complete(CommandLines.commands(surroundings)).getCommandSpec();
    Optional<String> script = Completions.script(shell, description);
    if (script.isEmpty()) {
      String problem = ValueParser.notOneOf(Completions.SHELLS, shell).getMessage();
      throw new UsageException(List.of("completion: " + problem));
    }
    program.console().text(script.get());
    return ExitStatus.DONE;
  }

  /** Prints the names of models for a completion script, with what describes them. */
  static final class Models implements Command {

    @Override
    public String name() {
      return Completions.MODELS_COMMAND;
    }

    @Override
    public Summary summary() {
      return new Summary(Group.OTHER, "Print the names of models for a completion script");
    }

    @Override
    public void describe(CommandSpec spec) {
      spec.addPositional(Parameters.one("registered|cached", "Which models.", true));
    }

    @Override
    public List<String> examples() {
      return List.of();
    }

    @Override
    public List<OptionGroup> optionGroups() {
      return List.of();
    }

    @Override
    public int run(ParseResult arguments, CommandContext program) {
      if (arguments.matchedPositionalValue(0, "").equals("cached")) {
        program.parts().get(CacheRegistry.class).entries().values().stream()
            .sorted(Comparator.comparing(entry -> entry.name().value()))
            .forEach(entry -> print(program, entry.name().value(), version(entry)));
      } else {
        for (Model model : program.cache().registry().models()) {
          print(program, model.name().value(), description(model));
        }
      }
      return ExitStatus.DONE;
    }

    private static void print(CommandContext program, String name, String about) {
      program.console().line(about.isEmpty() ? name : name + "\t" + about);
    }

    private static String version(CacheRegistry.Entry entry) {
      return entry.shown().version().orElse("");
    }

    /** The version and the size, as far as the registry states them. */
    private static String description(Model model) {
      String version = model.about().version().orElse("");
      String size = model.size().isPresent() ? ByteSizes.bytes(model.size().getAsLong()) : "";
      return version + (version.isEmpty() || size.isEmpty() ? "" : ", ") + size;
    }
  }
}
