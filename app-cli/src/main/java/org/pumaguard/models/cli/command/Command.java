package org.pumaguard.models.cli.command;

import java.util.List;
import org.pumaguard.models.cli.settings.UsageException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command of the program. */
public interface Command {

  /** Its name. */
  String name();

  /** Declares its options and arguments, and what the help says of them. */
  void describe(CommandSpec spec);

  /** Commands that stand behind this one's name; it does nothing itself if there are any. */
  default List<Command> commands() {
    return List.of();
  }

  /**
   * Does it.
   *
   * @return the exit status
   * @throws org.pumaguard.models.domain.api.CacheException when it can't be done
   * @throws UsageException when the arguments make no sense
   */
  int run(ParseResult arguments, CommandContext program);
}
