package org.pumaguard.models.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.cli.settings.SharedOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that all commands share, on the command line. */
public final class CommandOptions {

  private CommandOptions() {}

  /** Declares all options, so that they may precede or follow the command. */
  static void addTo(CommandSpec spec, boolean hidden) {
    int order = 0;
    for (Option option : SharedOptions.ALL) {
      spec.addOption(spec(option, order++, hidden));
    }
  }

  /** Declares the options that may occur in these arguments. */
  static void addNeededTo(CommandSpec spec, String[] arguments) {
    for (Option option : SharedOptions.ALL) {
      if (mayBeAmong(option, arguments)) {
        spec.addOption(spec(option, 0, true));
      }
    }
  }

  /**
   * The first argument that is neither a shared option nor its value. Empty if an option before it
   * is unknown, clustered or joined to its value.
   */
  public static Optional<String> commandAmong(String[] arguments) {
    int at = 0;
    while (at < arguments.length && arguments[at].startsWith("-")) {
      Optional<Option> option = named(arguments[at]);
      if (option.isEmpty()) {
        return Optional.empty();
      }
      boolean hasOwnValue =
          option.get().kind() == Option.Kind.FLAG || arguments[at].indexOf('=') > 0;
      at += hasOwnValue ? 1 : 2;
    }
    return at < arguments.length ? Optional.of(arguments[at]) : Optional.empty();
  }

  private static Optional<Option> named(String argument) {
    for (Option option : SharedOptions.ALL) {
      if (argument.equals(option.shortName())
          || argument.equals(option.longName())
          || argument.startsWith(option.longName() + "=")) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  /** Short options may be clustered or have an attached value, so every letter may be an option. */
  private static boolean mayBeAmong(Option option, String[] arguments) {
    String name = option.shortName();
    for (String argument : arguments) {
      boolean isShort = argument.startsWith("-") && !argument.startsWith("--");
      if (argument.startsWith(option.longName())
          || (isShort && !name.isEmpty() && argument.indexOf(name.charAt(1)) > 0)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The values given to the program or to its command. Values of the command override those of the
   * program.
   */
  public static List<String> values(Option option, ParseResult program) {
    List<String> values = new ArrayList<>(ownValues(option, program));
    for (ParseResult at = program; at.hasSubcommand(); at = at.subcommand()) {
      List<String> later = ownValues(option, at.subcommand());
      if (!option.isRepeatable() && !later.isEmpty()) {
        values.clear();
      }
      values.addAll(later);
    }
    return values;
  }

  private static List<String> ownValues(Option option, ParseResult parsed) {
    String name = option.longName();
    if (!parsed.hasMatchedOption(name)) {
      return List.of();
    }
    return option.kind() == Option.Kind.FLAG
        ? List.of(String.valueOf(parsed.<Object>matchedOptionValue(name, true)))
        : parsed.matchedOption(name).originalStringValues();
  }

  private static OptionSpec spec(Option option, int order, boolean hidden) {
    String variable = option.environmentVariable();
    OptionSpec.Builder builder =
        (option.shortName().isEmpty()
                ? OptionSpec.builder(option.longName())
                : OptionSpec.builder(option.shortName(), option.longName()))
            .hidden(hidden)
            .order(order)
            .description(option.description() + (variable.isEmpty() ? "" : " [" + variable + "]"));
    return switch (option.kind()) {
      case FLAG -> builder.type(boolean.class).arity("0").build();
      case ONE -> builder.type(String.class).arity("1").paramLabel(option.label()).build();
      case MANY, PATHS ->
          builder
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .paramLabel(option.label())
              .build();
    };
  }
}
