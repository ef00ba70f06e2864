package org.pumaguard.models.cli.help;

import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.cli.command.Command;
import org.pumaguard.models.cli.command.CommandLines;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.domain.policy.NearestNames;
import picocli.CommandLine;

/** The help of the program: an overview, a page for each command and one for the options. */
public final class HelpPages {

  private static final String OPTIONS = "options";

  private final List<Command> commands;

  public HelpPages(List<Command> commands) {
    this.commands = commands;
  }

  /** The help of the program, or of one of its commands. */
  public String of(CommandLine chosen) {
    return chosen.getCommandSpec().userObject() instanceof Command command
        ? CommandPage.of(chosen.getCommandSpec(), command).toString()
        : Overview.of(commands).toString();
  }

  /**
   * The page of a topic.
   *
   * @param topic a command and its subcommand, or {@code options}; the overview if empty
   * @throws UsageException if there is no such page
   */
  public String of(List<String> topic) {
    if (topic.equals(List.of(OPTIONS))) {
      return OptionsPage.text().toString();
    }
    CommandLine chosen = CommandLines.complete(commands);
    for (String name : topic) {
      CommandLine next = chosen.getSubcommands().get(name);
      if (next == null) {
        throw new UsageException(List.of(unknown(name, chosen)));
      }
      chosen = next;
    }
    return chosen.getCommandSpec().helpCommand() ? of(List.of()) : of(chosen);
  }

  private static String unknown(String name, CommandLine above) {
    List<String> known = new ArrayList<>(above.getSubcommands().keySet());
    boolean isProgram = above.getParent() == null;
    if (isProgram) {
      known.add(OPTIONS);
    }
    String question = NearestNames.question(name, known);
    String command = isProgram ? name : above.getCommandName() + " " + name;
    return "no help for '"
        + command
        + "': unknown command"
        + (question.isEmpty() ? "; see '" + Console.PROGRAM + " --help'" : question);
  }
}
