package org.pumaguard.models.cli;

import com.google.inject.Module;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.IntSupplier;
import org.pumaguard.models.Composition;
import org.pumaguard.models.Models;
import org.pumaguard.models.cli.command.Command;
import org.pumaguard.models.cli.command.CommandContext;
import org.pumaguard.models.cli.command.CommandLines;
import org.pumaguard.models.cli.command.CommandOptions;
import org.pumaguard.models.cli.command.FailureReport;
import org.pumaguard.models.cli.completion.CompletedLine;
import org.pumaguard.models.cli.completion.Completions;
import org.pumaguard.models.cli.help.HelpPages;
import org.pumaguard.models.cli.output.Console;
import org.pumaguard.models.cli.output.Screen;
import org.pumaguard.models.cli.progress.ProgressDisplay;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.OptionReader;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.cli.settings.SettingsReader;
import org.pumaguard.models.cli.settings.SharedOptions;
import org.pumaguard.models.cli.settings.UsageException;
import org.pumaguard.models.cli.usage.ParseErrors;
import org.pumaguard.models.domain.api.CacheException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line program. */
public final class Main {

  private final ProcessEnvironment surroundings;
  private final Console console;
  private final List<Module> additions;

  private Main(ProcessEnvironment surroundings, Console console, List<Module> additions) {
    this.surroundings = surroundings;
    this.console = console;
    this.additions = additions;
  }

  /** Runs the program and ends this process with the exit status of the program. */
  public static void main(String[] arguments) {
    Preload.start(arguments);
    System.exit(run(arguments, List.of()));
  }

  /**
   * Runs the program with additional Guice modules, for example one that adds a fetcher for another
   * scheme.
   *
   * @return the exit status
   */
  public static int run(String[] arguments, List<Module> additions) {
    return new Main(ProcessEnvironment.ofThisProcess(), Console.ofThisProcess(), additions)
        .run(arguments);
  }

  /** Runs the program with another environment and console than those of this process. */
  static int run(String[] arguments, ProcessEnvironment surroundings, Console console) {
    return new Main(surroundings, console, List.of()).run(arguments);
  }

  private int run(String[] arguments) {
    boolean completes = arguments.length > 0 && arguments[0].equals(Completions.MODELS_COMMAND);
    int status =
        completes
            ? runCommand(CompletedLine.arguments(arguments), CommandLines.ofCompletion())
            : runCommand(arguments, CommandLines.commands(surroundings));
    try {
      console.flush();
    } catch (IOException e) {
      console.error("cannot write the result: " + e.getMessage());
      return status == ExitStatus.DONE ? ExitStatus.STORAGE : status;
    }
    return status;
  }

  private int runCommand(String[] arguments, List<Command> commands) {
    CommandLine commandLine = CommandLines.forArguments(arguments, commands);
    ParseResult parsed;
    try {
      parsed = commandLine.parseArgs(arguments);
    } catch (ParameterException e) {
      List<String> names = CommandLines.names(commands);
      console.error(new ParseErrors(List.of(arguments), names, SharedOptions.ALL).text(e));
      return ExitStatus.USAGE;
    }
    if (parsed.isVersionHelpRequested()) {
      console.line(Console.PROGRAM + " " + version());
      return ExitStatus.DONE;
    }
    ParseResult last = parsed;
    boolean wantsHelp = parsed.isUsageHelpRequested();
    while (last.hasSubcommand()) {
      last = last.subcommand();
      wantsHelp |= last.isUsageHelpRequested();
    }
    CommandLine chosen = last.commandSpec().commandLine();
    ParseResult own = last;
    if (chosen.getCommandSpec().helpCommand()) {
      return guarded(false, () -> help(own, commands));
    }
    if (wantsHelp) {
      console.text(new HelpPages(commands).of(chosen));
      return ExitStatus.DONE;
    }
    if (!(last.commandSpec().userObject() instanceof Command command)
        || !command.commands().isEmpty()) {
      console.err().print(new HelpPages(commands).of(chosen));
      return ExitStatus.USAGE;
    }
    boolean verbose = !CommandOptions.values(SharedOptions.VERBOSE, parsed).isEmpty();
    return guarded(verbose, () -> compose(command, parsed, own));
  }

  private int help(ParseResult arguments, List<Command> commands) {
    console.text(new HelpPages(commands).of(arguments.matchedPositionalValue(0, List.of())));
    return ExitStatus.DONE;
  }

  private int guarded(boolean verbose, IntSupplier body) {
    try {
      return body.getAsInt();
    } catch (UsageException e) {
      e.problems().forEach(console::error);
      return ExitStatus.USAGE;
    } catch (RuntimeException | Error e) {
      return failed(e, verbose);
    }
  }

  /** Reports a failure. An invalid setting detected during the work is a usage error. */
  private int failed(Throwable e, boolean verbose) {
    Optional<String> setting = FailureReport.invalidSetting(e);
    if (setting.isPresent()) {
      console.error(setting.get());
      return ExitStatus.USAGE;
    }
    if (e instanceof CacheException known) {
      console.error(known);
    } else {
      console.error("internal error: " + e + (verbose ? "" : "; -v shows where"));
    }
    if (verbose) {
      e.printStackTrace(console.err());
    }
    return e instanceof CacheException known ? ExitStatus.of(known.kind()) : ExitStatus.INTERNAL;
  }

  private int compose(Command command, ParseResult parsed, ParseResult last) {
    OptionReader options =
        new OptionReader(
            option -> CommandOptions.values(option, parsed), surroundings, SharedOptions.TABLE);
    Settings settings = new SettingsReader(options).read();
    if (settings.output().quiet()) {
      console.beQuiet();
    }
    try (ProgressDisplay progress = ProgressDisplay.of(settings.output(), console, surroundings);
        Composition parts =
            Models.of(settings)
                .userAgent(Console.PROGRAM + "/" + version())
                .progress(progress)
                .with(additions.toArray(Module[]::new))
                .composeProgram()) {
      return command.run(
          last, new CommandContext(settings, parts, console, Screen.of(surroundings)));
    }
  }

  static String version() {
    Properties properties = new Properties();
    try (InputStream resource = Main.class.getResourceAsStream("version.properties")) {
      if (resource != null) {
        properties.load(resource);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }
}
