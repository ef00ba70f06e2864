package org.pumaguard.models.cli.command;

import java.util.List;
import org.pumaguard.models.cli.settings.UsageException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command of the program. */
public interface Command {

  /** The name of the command. */
  String name();

  /** Declares the options and arguments of the command, and their help texts. */
  void describe(CommandSpec spec);

  /** The subcommands; a command that has subcommands does nothing itself. */
  default List<Command> commands() {
    return List.of();
  }

  /**
   * Runs the command.
   *
   * @return the exit status
   * @throws org.pumaguard.models.domain.api.CacheException if the command fails
   * @throws UsageException if the arguments are invalid
   */
  int run(ParseResult arguments, CommandContext program);
}
