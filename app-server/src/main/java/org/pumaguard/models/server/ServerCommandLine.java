package org.pumaguard.models.server;

import java.util.List;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.server.settings.ServerOptions;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of the server, described by calls: reading annotations would take longer. */
final class ServerCommandLine {

  static final String PROGRAM = "pumaguard-models-server";

  /** Asks a running server instead of starting one. */
  static final String PROBE = "--probe";

  /** Prints all options. */
  static final String HELP_ALL = "--help-all";

  private ServerCommandLine() {}

  /** The parser of its arguments. */
  static CommandLine build() {
    return new CommandLine(spec(), NoReflectionFactory.FACTORY);
  }

  /** The values of an option; a flag's is {@code true}. */
  static List<String> values(Option option, ParseResult parsed) {
    String name = option.longName();
    if (!parsed.hasMatchedOption(name)) {
      return List.of();
    }
    return option.kind() == Option.Kind.FLAG
        ? List.of(String.valueOf(parsed.<Object>matchedOptionValue(name, true)))
        : parsed.matchedOption(name).originalStringValues();
  }

  private static CommandSpec spec() {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection(PROGRAM, NoReflectionFactory.FACTORY).name(PROGRAM);
    int order = 0;
    for (Option option : ServerOptions.COMMAND_LINE) {
      spec.addOption(spec(option, order++));
    }
    spec.addOption(
        OptionSpec.builder(PROBE)
            .type(boolean.class)
            .arity("0")
            .order(order++)
            .description(
                "Ask the server at --host and --port whether it runs; exit with 0 if so, else 1.")
            .build());
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .arity("0")
            .usageHelp(true)
            .order(order)
            .description("Print the most used options and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder(HELP_ALL)
            .type(boolean.class)
            .arity("0")
            .order(order + 1)
            .description("Print all options and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .type(boolean.class)
            .arity("0")
            .versionHelp(true)
            .order(order + 1)
            .description("Print the version and exit.")
            .build());
    return spec;
  }

  private static OptionSpec spec(Option option, int order) {
    String variable = option.environmentVariable();
    OptionSpec.Builder builder =
        (option.shortName().isEmpty()
                ? OptionSpec.builder(option.longName())
                : OptionSpec.builder(option.shortName(), option.longName()))
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
