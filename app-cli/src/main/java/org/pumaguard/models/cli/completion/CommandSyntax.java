package org.pumaguard.models.cli.completion;

import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A program or a command as a shell completes it.
 *
 * @param shared the options of a program that may follow a command too; empty for a command
 * @param options those of this command alone
 * @param arguments the values of the arguments by position
 * @param repeats whether the last argument may be repeated
 */
record CommandSyntax(
    String name,
    String summary,
    List<OptionSyntax> shared,
    List<OptionSyntax> options,
    List<ValueSyntax> arguments,
    boolean repeats,
    List<CommandSyntax> commands) {

  /** The commands whose arguments are cached models, whether or not the registry names them. */
  private static final Set<String> OF_CACHED =
      Set.of("verify", "rollback", "pin", "unpin", "clear");

  CommandSyntax {
    shared = List.copyOf(shared);
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
    commands = List.copyOf(commands);
  }

  /**
   * The syntax of a program.
   *
   * @param program its complete description
   */
  static CommandSyntax of(CommandSpec program) {
    List<CommandSpec> commands = commands(program);
    List<OptionSpec> shared =
        commands.isEmpty()
            ? List.of()
            : program.options().stream()
                .filter(
                    option ->
                        commands.stream()
                            .allMatch(command -> command.findOption(option.longestName()) != null))
                .toList();
    return of(program, shared, Set.copyOf(shared.stream().map(OptionSpec::longestName).toList()));
  }

  private static CommandSyntax of(CommandSpec spec, List<OptionSpec> shared, Set<String> known) {
    List<PositionalParamSpec> arguments = spec.positionalParameters();
    return new CommandSyntax(
        spec.name(),
        Summary.of(spec.usageMessage().description()),
        shared.stream().map(OptionSyntax::of).toList(),
        spec.options().stream()
            .filter(option -> !option.hidden() && !known.contains(option.longestName()))
            .map(OptionSyntax::of)
            .toList(),
        arguments.stream().map(argument -> argument(argument, spec)).toList(),
        !arguments.isEmpty() && arguments.get(arguments.size() - 1).isMultiValue(),
        commands(spec).stream().map(command -> of(command, List.of(), known)).toList());
  }

  private static ValueSyntax argument(PositionalParamSpec argument, CommandSpec command) {
    return ValueSyntax.ofArgument(
        argument.paramLabel(),
        OF_CACHED.contains(command.name()) ? ValueSyntax.Kind.CACHED : ValueSyntax.Kind.REGISTERED);
  }

  private static List<CommandSpec> commands(CommandSpec spec) {
    return spec.subcommands().values().stream()
        .distinct()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .toList();
  }

  /** The name of the program as a part of a function's name. */
  String function() {
    return "_" + name.replace('-', '_');
  }
}
