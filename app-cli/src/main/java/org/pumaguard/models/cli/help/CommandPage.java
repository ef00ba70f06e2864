package org.pumaguard.models.cli.help;

import java.util.stream.Collectors;
import org.pumaguard.models.cli.command.Command;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.cli.settings.OptionGroup;
import org.pumaguard.models.cli.settings.SharedOptions;
import org.pumaguard.models.cli.usage.HelpText;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The help of one command: usage, examples, arguments and the options that it uses. */
final class CommandPage {

  private static final int TERM_COLUMNS = 24;

  private final CommandSpec spec;
  private final Command command;
  private final HelpText page = new HelpText(TERM_COLUMNS);

  private CommandPage(CommandSpec spec, Command command) {
    this.spec = spec;
    this.command = command;
  }

  /** The help of the command that is the user object of the specification. */
  static HelpText of(CommandSpec spec, Command command) {
    return new CommandPage(spec, command).text();
  }

  private HelpText text() {
    page.line("Usage: " + usage()).line("");
    page.paragraph(String.join(" ", spec.usageMessage().description()));
    page.section("Examples");
    command.examples().forEach(example -> example.lines().forEach(line -> page.line("  " + line)));
    if (!command.commands().isEmpty()) {
      page.section("Commands");
      command.commands().forEach(each -> page.term(each.name(), each.summary().text()));
    }
    if (!spec.positionalParameters().isEmpty()) {
      page.section("Arguments");
      spec.positionalParameters()
          .forEach(each -> page.term(label(each), String.join(" ", each.description())));
    }
    page.section("Options");
    spec.options().stream().filter(CommandPage::isOwn).forEach(this::add);
    page.term("-h, --help", "Print this help and exit.");
    for (OptionGroup group : command.optionGroups()) {
      page.section(group.title());
      group.options().forEach(page::option);
    }
    return page.line("")
        .line("'pumaguard-models help options' shows environment variables and exit statuses.");
  }

  private String usage() {
    String options =
        spec.options().stream()
            .filter(OptionSpec::required)
            .map(option -> " " + option.longestName() + " " + option.paramLabel())
            .collect(Collectors.joining());
    String arguments =
        command.commands().isEmpty()
            ? spec.positionalParameters().stream()
                .map(each -> " " + (each.required() ? label(each) : "[" + label(each) + "]"))
                .collect(Collectors.joining())
            : " COMMAND";
    return spec.qualifiedName() + " [OPTIONS]" + options + arguments;
  }

  private static String label(PositionalParamSpec argument) {
    return argument.paramLabel() + (argument.arity().max() > 1 ? "…" : "");
  }

  private void add(OptionSpec option) {
    String names = String.join(", ", option.names());
    boolean isShort = names.startsWith("-") && !names.startsWith("--");
    boolean hasValue = option.arity().max() > 0;
    page.term(
        (isShort ? "" : "    ") + names + (hasValue ? " " + option.paramLabel() : ""),
        String.join(" ", option.description()));
  }

  private static boolean isOwn(OptionSpec option) {
    return !option.usageHelp()
        && SharedOptions.ALL.stream().map(Option::longName).noneMatch(option.longestName()::equals);
  }
}
