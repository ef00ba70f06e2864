package org.pumaguard.models.cli.help;

import java.util.List;
import org.pumaguard.models.cli.command.Command;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.usage.HelpText;

/** The first page of the help: all commands, and the options that most users need. */
final class Overview {

  private static final int TERM_COLUMNS = 21;

  private Overview() {}

  static HelpText of(List<Command> commands) {
    HelpText page =
        new HelpText(TERM_COLUMNS)
            .line("Usage: " + Console.PROGRAM + " [OPTIONS] COMMAND [ARGUMENTS]")
            .line("Fetch, verify and cache model files; print their local paths.")
            .line("");
    for (Command.Group group : Command.Group.values()) {
      page.line(group.title() + ":");
      for (Command command : commands) {
        if (command.summary().group() == group) {
          page.term(command.name(), command.summary().text());
        }
      }
    }
    return page.term("help [COMMAND]", "Show the help of a command, or of all options")
        .section("Options, before or after the command")
        .term("-r, --registry URL", "Registry: a URL, a file, or a folder with one")
        .term("-s, --source LOCATION", "Source to fetch from, instead of the registry's")
        .term("    --cache-dir DIR", "Directory of the cached models")
        .term("    --offline", "Never touch the network")
        .term("-o, --output json", "Print results as JSON")
        .term("-h, --help", "Print the help of the command")
        .line("")
        .line("'help COMMAND' shows options and examples of a command; 'help options' all")
        .line("options, environment variables, the configuration file and exit statuses.");
  }
}
