package org.pumaguard.models.cli.command;

import java.util.List;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.UsageException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command of the program. */
public interface Command {

  /** The name of the command. */
  String name();

  /** Where and how the overview lists the command. */
  Summary summary();

  /** Declares the options and arguments of the command, and their help texts. */
  void describe(CommandSpec spec);

  /** Command lines for the help, each with a comment if it needs one. */
  List<String> examples();

  /** The shared options that have an effect on the command. All others are accepted too. */
  List<OptionGroup> optionGroups();

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

  /**
   * The line of a command in the overview.
   *
   * @param text what the command does, in the imperative, in less than 60 characters
   */
  record Summary(Group group, String text) {}

  /** The sections of the overview. */
  enum Group {
    GET("Get models"),
    INSPECT("Inspect"),
    MAINTAIN("Maintain"),
    REGISTRY("Registries and bundles"),
    OTHER("Other");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** The heading in the overview. */
    public String title() {
      return title;
    }
  }
}
