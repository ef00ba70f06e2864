package org.pumaguard.models.cli.command;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.SharedOptions;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Builds the command line. Options are declared by calls instead of annotations, since reading the
 * annotations takes longer than many commands. If the arguments name a command, only that command
 * is built.
 */
public final class CommandLines {

  private static final String PROGRAM = Console.PROGRAM;

  /** The name of the command that shows a help page. */
  private static final String HELP = "help";

  private static final CommandLine.IFactory NO_FACTORY = NoReflectionFactory.FACTORY;

  private CommandLines() {}

  /** All commands. */
  public static List<Command> commands(ProcessEnvironment surroundings) {
    return List.of(
        new ListCommand(),
        new CacheCommand(),
        new CacheCommand.PathCommand(),
        new GetCommand(surroundings),
        new ShowCommand(),
        new VerifyCommand(),
        new RollbackCommand(),
        new ExportCommand(),
        new SizeCommand(),
        new PruneCommand(),
        PinCommand.pin(),
        PinCommand.unpin(),
        new ClearCommand(surroundings),
        new LintCommand(surroundings),
        new DoctorCommand(surroundings),
        new BundleCommand(surroundings),
        new CompletionCommand(surroundings));
  }

  /** The command that a completion script runs, which no help shows. */
  public static List<Command> ofCompletion() {
    return List.of(new CompletionCommand.Models());
  }

  /**
   * Builds the part of the command line that parses these arguments. If the first one that is no
   * option is a command, that is this command and the shared options that may occur among them.
   */
  public static CommandLine forArguments(String[] arguments, List<Command> commands) {
    String name = CommandOptions.commandAmong(arguments).orElse("");
    if (!name.isEmpty() && !asksForHelp(arguments)) {
      for (Command command : commands) {
        if (command.name().equals(name)) {
          CommandSpec program =
              CommandSpec.wrapWithoutInspection(PROGRAM, NO_FACTORY).name(PROGRAM);
          CommandOptions.addNeededTo(program, arguments);
          CommandSpec spec = spec(command, of -> CommandOptions.addNeededTo(of, arguments));
          // The command is known, so a value before it may be equal to its name.
          return new CommandLine(
                  program.addSubcommand(command.name(), new CommandLine(spec, NO_FACTORY)),
                  NO_FACTORY)
              .setAllowSubcommandsAsOptionParameters(true);
        }
      }
    }
    return build(commands, true);
  }

  /** Builds the complete command line, for help and completion. */
  public static CommandLine complete(List<Command> commands) {
    return build(commands, false);
  }

  /** The names of the commands, and of {@code help}. */
  public static List<String> names(List<Command> commands) {
    return Stream.concat(commands.stream().map(Command::name), Stream.of(HELP)).toList();
  }

  private static boolean asksForHelp(String[] arguments) {
    for (String argument : arguments) {
      if (argument.equals("--help") || (argument.startsWith("-") && argument.endsWith("h"))) {
        return true;
      }
    }
    return false;
  }

  /** The shared options may also follow the name of a command that has subcommands. */
  private static CommandSpec spec(Command command, Consumer<CommandSpec> options) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command, NO_FACTORY).name(command.name());
    command.describe(spec);
    addHelp(spec);
    options.accept(spec);
    for (Command below : command.commands()) {
      spec.addSubcommand(below.name(), new CommandLine(spec(below, options), NO_FACTORY));
    }
    return spec;
  }

  /**
   * Builds the complete command line.
   *
   * @param hideOptions whether the help of a command omits the shared options
   */
  private static CommandLine build(List<Command> commands, boolean hideOptions) {
    CommandSpec program = CommandSpec.wrapWithoutInspection(PROGRAM, NO_FACTORY).name(PROGRAM);
    CommandOptions.addTo(program, false);
    addHelp(program);
    program
        .addOption(
            CommandLine.Model.OptionSpec.builder("-V", "--version")
                .type(boolean.class)
                .arity("0")
                .versionHelp(true)
                .order(SharedOptions.ALL.size() + 1)
                .description("Print the version and exit.")
                .build())
        .usageMessage()
        .description("Fetch, verify and cache model files; print their local paths.");
    for (Command command : commands) {
      CommandSpec spec = spec(command, of -> CommandOptions.addTo(of, hideOptions));
      program.addSubcommand(command.name(), new CommandLine(spec, NO_FACTORY));
    }
    program.addSubcommand(HELP, new CommandLine(help(), NO_FACTORY));
    return new CommandLine(program, NO_FACTORY);
  }

  /** The command that shows a help page; it needs no settings and no cache. */
  private static CommandSpec help() {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(HELP, NO_FACTORY).name(HELP);
    spec.helpCommand(true)
        .addPositional(Parameters.names("COMMAND", "The command, or 'options'."))
        .usageMessage()
        .description("Show the help of a command, or of all options.");
    return spec;
  }

  private static void addHelp(CommandSpec spec) {
    spec.addOption(
        CommandLine.Model.OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .arity("0")
            .usageHelp(true)
            .order(SharedOptions.ALL.size())
            .description("Print this help and exit.")
            .build());
  }
}
