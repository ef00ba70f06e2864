package org.pumaguard.models.cli.command;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Formats the errors of a command line. */
public final class ParseErrors {

  private ParseErrors() {}

  /** The error, followed by the likely correction or the help to read. */
  public static String text(ParameterException mistake) {
    String problem = problem(mistake);
    return problem.endsWith("?")
        ? problem
        : problem
            + "; see '"
            + mistake.getCommandLine().getCommandSpec().qualifiedName()
            + " --help'";
  }

  private static String problem(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      return unexpected(unmatched);
    }
    String message = String.valueOf(mistake.getMessage());
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static String unexpected(UnmatchedArgumentException mistake) {
    String argument = mistake.getUnmatched().get(0);
    if (mistake.getCommandLine().getSubcommands().isEmpty()) {
      return "unexpected argument '" + argument + "'";
    }
    List<String> similar = mistake.getSuggestions();
    return "unknown command '"
        + argument
        + "'"
        + (similar.isEmpty() ? "" : "; did you mean '" + similar.get(0) + "'?");
  }
}
