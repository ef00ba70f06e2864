package org.pumaguard.models.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Builds the command line. It is described by calls instead of annotations, since reading
 * annotations takes longer than many a command; and a call that names a command builds that command
 * only.
 */
final class CommandLines {

  static final String PROGRAM = "pumaguard-models";

  private static final String[] EXIT_STATUS = {
    "",
    "Exit status: 0 done, 1 internal error, 2 usage, 3 unknown model, 4 registry unreadable or",
    "invalid, 5 checksum mismatch, 6 source unavailable, 7 offline and not cached, 8 storage,",
    "130 interrupted."
  };

  private CommandLines() {}

  /** All commands. */
  static List<Command> commands(Surroundings surroundings) {
    return List.of(
        new ListCommand(),
        new CacheCommand(),
        new CacheCommand.PathCommand(),
        new ShowCommand(),
        new VerifyCommand(),
        new ExportCommand(),
        new ClearCommand(surroundings),
        new LintCommand(surroundings),
        new CompletionCommand());
  }

  /** What is needed to parse these arguments. */
  static CommandLine forArguments(String[] arguments, List<Command> commands) {
    List<String> words = Arrays.asList(arguments);
    List<Command> named =
        commands.stream().filter(command -> words.contains(command.name())).toList();
    boolean asksForHelp = words.contains("-h") || words.contains("--help");
    return build(named.isEmpty() || asksForHelp ? commands : named, true);
  }

  /** All that there is, for a completion script. */
  static CommandLine complete() {
    return build(commands(Surroundings.ofThisProcess()), false);
  }

  private static CommandLine build(List<Command> commands, boolean hideGlobalOptions) {
    CommandSpec program = CommandSpec.create().name(PROGRAM);
    GlobalOption.addTo(program, false);
    addHelp(program);
    program
        .addOption(
            CommandLine.Model.OptionSpec.builder("-V", "--version")
                .type(boolean.class)
                .arity("0")
                .versionHelp(true)
                .order(GlobalOption.values().length + 1)
                .description("Print the version and exit.")
                .build())
        .usageMessage()
        .description("Makes models available as local files: fetched, verified, kept.")
        .customSynopsis(PROGRAM + " [OPTIONS] COMMAND [ARGUMENTS]")
        .sortOptions(false)
        .commandListHeading("%nCommands:%n")
        .optionListHeading("%nOptions, before or after the command:%n")
        .footer(EXIT_STATUS);
    for (Command command : commands) {
      CommandSpec spec = CommandSpec.create().name(command.name());
      command.describe(spec);
      addHelp(spec);
      GlobalOption.addTo(spec, hideGlobalOptions);
      spec.usageMessage().footer("", "For the options of all commands: " + PROGRAM + " --help");
      program.addSubcommand(command.name(), spec);
    }
    return new CommandLine(program);
  }

  private static void addHelp(CommandSpec spec) {
    spec.addOption(
        CommandLine.Model.OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .arity("0")
            .usageHelp(true)
            .order(GlobalOption.values().length)
            .description("Print this help and exit.")
            .build());
  }
}
