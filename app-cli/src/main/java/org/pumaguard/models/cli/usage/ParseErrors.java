package org.pumaguard.models.cli.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.domain.policy.NearestNames;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Formats the errors of a command line.
 *
 * @param arguments of the program
 * @param commands the names of all commands
 * @param options that every command accepts, whether the parser was built with them or not
 */
public record ParseErrors(List<String> arguments, List<String> commands, List<Option> options) {

  /** The error, followed by the likely correction or the help to read. */
  public String text(ParameterException mistake) {
    String problem = problem(mistake);
    return problem.endsWith("?")
        ? problem
        : problem
            + "; see '"
            + mistake.getCommandLine().getCommandSpec().qualifiedName()
            + " --help'";
  }

  private String problem(ParameterException mistake) {
    CommandLine parser = mistake.getCommandLine();
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      return unexpected(unmatched);
    }
    // A mistyped option explains why a required one is missing.
    Optional<String> unknown =
        arguments.stream()
            .takeWhile(argument -> !argument.equals("--"))
            .filter(argument -> argument.startsWith("--"))
            .map(ParseErrors::optionName)
            .filter(name -> !names(parser).contains(name))
            .findFirst();
    if (mistake instanceof MissingParameterException && unknown.isPresent()) {
      return unknownOption(unknown.get(), parser);
    }
    if (mistake instanceof MissingParameterException missing
        && missing.getMissing().stream().allMatch(ParseErrors::isNamed)) {
      return String.join(" and ", missing.getMissing().stream().map(ParseErrors::name).toList())
          + (missing.getMissing().size() == 1 ? " is missing" : " are missing");
    }
    if (mistake instanceof OverwrittenOptionException twice) {
      return "option '" + ((OptionSpec) twice.getOverwritten()).longestName() + "' is given twice";
    }
    String message = String.valueOf(mistake.getMessage());
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static boolean isNamed(ArgSpec argument) {
    return argument instanceof OptionSpec || argument instanceof PositionalParamSpec;
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + " " + option.paramLabel()
        : argument.paramLabel();
  }

  private String unexpected(UnmatchedArgumentException mistake) {
    String argument = mistake.getUnmatched().get(0);
    CommandLine parser = mistake.getCommandLine();
    if (mistake.isUnknownOption()) {
      return unknownOption(optionName(argument), parser);
    }
    if (parser.getSubcommands().isEmpty()) {
      return "unexpected argument '" + argument + "'";
    }
    Set<String> below = parser.getSubcommands().keySet();
    return "unknown command '"
        + argument
        + "'"
        + NearestNames.question(argument, parser.getParent() == null ? commands : below);
  }

  private String unknownOption(String name, CommandLine parser) {
    return "unknown option '" + name + "'" + NearestNames.question(name, names(parser));
  }

  private static String optionName(String argument) {
    return argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
  }

  /** The long names: a short one is near every other. */
  private List<String> names(CommandLine parser) {
    List<String> names = new ArrayList<>();
    parser.getCommandSpec().options().forEach(option -> names.add(option.longestName()));
    options.forEach(option -> names.add(option.longName()));
    return names;
  }
}
