package org.pumaguard.models.cli.completion;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The values that an option or argument accepts.
 *
 * @param kind how a shell finds them
 * @param label what they are, such as {@code file}
 * @param choices fixed values, which may be offered beside those of the kind
 */
record ValueSyntax(Kind kind, String label, List<String> choices) {

  private static final Pattern CONSTANT = Pattern.compile("[a-z][a-z0-9-]*");

  ValueSyntax {
    choices = List.copyOf(choices);
  }

  /** The values of an option, from its label in the help, such as {@code FILE|URL}. */
  static ValueSyntax ofOption(String label) {
    Kind kind =
        contains(label, "FILE") || label.equals("LIST")
            ? Kind.FILE
            : contains(label, "DIR") || label.equals("LOCATION")
                ? Kind.DIRECTORY
                : label.startsWith("NAME,") ? Kind.REGISTERED_LIST : Kind.OTHER;
    return of(kind, label);
  }

  /**
   * The values of an argument, from its label in the help.
   *
   * @param models the kind of a model's name
   */
  static ValueSyntax ofArgument(String label, Kind models) {
    Kind kind =
        contains(label, "NAME")
            ? models
            : contains(label, "COMMAND")
                ? Kind.COMMAND
                : contains(label, "FILE") || label.equals("URL") ? Kind.FILE : Kind.OTHER;
    return of(kind, label);
  }

  private static ValueSyntax of(Kind kind, String label) {
    List<String> constants =
        Arrays.stream(label.split("\\|", -1)).filter(CONSTANT.asMatchPredicate()).toList();
    return new ValueSyntax(kind, label.replace('|', '/').replaceAll("[^A-Za-z/]", ""), constants);
  }

  private static boolean contains(String label, String word) {
    return Arrays.asList(label.split("[^A-Z]", -1)).contains(word);
  }

  /** How a shell finds values. */
  enum Kind {
    OTHER,
    FILE,
    DIRECTORY,
    /** The name of a command of the program. */
    COMMAND,
    /** The name of a model of the registry. */
    REGISTERED,
    /** Names of models of the registry, separated by commas. */
    REGISTERED_LIST,
    /** The name of a model in the cache directory. */
    CACHED
  }
}
