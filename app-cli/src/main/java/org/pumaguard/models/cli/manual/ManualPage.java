package org.pumaguard.models.cli.manual;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of a program in mdoc(7): what its help says, and the sections of {@link
 * ManualText}.
 */
public final class ManualPage {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MMMM d, yyyy", Locale.ENGLISH);

  private final CommandSpec program;
  private final ManualText text;
  private final Function<CommandSpec, List<String>> examples;
  private final Mdoc page = new Mdoc();

  private ManualPage(
      CommandSpec program, ManualText text, Function<CommandSpec, List<String>> examples) {
    this.program = program;
    this.text = text;
    this.examples = examples;
  }

  /**
   * The page.
   *
   * @param program the complete description of the program
   * @param examples the command lines that show the use of a command
   * @param date when the text was last changed
   */
  public static String of(
      CommandSpec program,
      ManualText text,
      Function<CommandSpec, List<String>> examples,
      LocalDate date) {
    return new ManualPage(program, text, examples).write(date);
  }

  private String write(LocalDate date) {
    String name = program.name();
    page.macro("Dd " + DATE.format(date))
        .macro("Dt " + name.toUpperCase(Locale.ROOT) + " 1")
        .macro("Os")
        .macro("Sh NAME")
        .macro("Nm " + name)
        .macro("Nd " + Mdoc.escaped(text.purpose()))
        .macro("Sh SYNOPSIS")
        .macro("Nm " + name)
        .macro("Op Ar options");
    if (!program.subcommands().isEmpty()) {
      page.macro("Ar command").macro("Op Ar arguments");
    }
    page.macro("Sh DESCRIPTION");
    paragraphs(text.description());
    if (!program.subcommands().isEmpty()) {
      page.macro("Sh COMMANDS").macro("Bl -tag -width Ds");
      commands(program, "");
      page.macro("El");
    }
    page.macro("Sh OPTIONS");
    if (!program.subcommands().isEmpty()) {
      page.text("These may stand before or after the command.");
    }
    options(new ArrayList<>(program.options()));
    list("ENVIRONMENT", "Ev", text.environment());
    list("FILES", "Pa", text.files());
    page.macro("Sh EXIT STATUS").macro("Bl -tag -width Ds");
    text.statuses().forEach((status, meaning) -> page.macro("It " + status).text(meaning));
    page.macro("El").macro("Sh EXAMPLES");
    text.examples()
        .forEach((purpose, lines) -> page.text(purpose + ":").literal(lines).macro("Pp"));
    page.macro("Sh SEE ALSO");
    List<String> others = text.seeAlso();
    for (int i = 0; i < others.size(); i++) {
      page.macro("Xr " + others.get(i) + (i + 1 < others.size() ? " ," : ""));
    }
    page.macro("Pp").macro("Lk https://github.com/PEEC-Nature-Youth-Group/pumaguard-models");
    return page.toString().replaceAll("\\.Pp\n(?=\\.(Sh|Bl|Bd))", "");
  }

  private void paragraphs(List<String> paragraphs) {
    for (int i = 0; i < paragraphs.size(); i++) {
      if (i > 0) {
        page.macro("Pp");
      }
      page.text(paragraphs.get(i));
    }
  }

  private void list(String title, String macro, Map<String, String> entries) {
    page.macro("Sh " + title).macro("Bl -tag -width Ds");
    entries.forEach((name, meaning) -> page.macro("It " + macro + " " + name).text(meaning));
    page.macro("El");
  }

  private void commands(CommandSpec parent, String path) {
    parent.subcommands().values().stream()
        .distinct()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .forEach(command -> command(command, path + command.name()));
  }

  private void command(CommandSpec command, String path) {
    StringBuilder item = new StringBuilder("It Cm ").append(path);
    for (PositionalParamSpec argument : command.positionalParameters()) {
      String label = Mdoc.argument(argument.paramLabel()) + (argument.isMultiValue() ? " ..." : "");
      item.append(argument.required() ? " " + label : " Op " + label);
    }
    page.macro(item.toString()).text(joined(command.usageMessage().description()));
    if (!command.subcommands().isEmpty()) {
      example(command);
      commands(command, path + " ");
      return;
    }
    List<PositionalParamSpec> arguments = command.positionalParameters();
    if (!arguments.isEmpty()) {
      page.macro("Pp");
      page.macro("Bl -tag -width Ds -compact");
      for (PositionalParamSpec argument : arguments) {
        page.macro("It " + Mdoc.argument(argument.paramLabel()));
        page.text(joined(argument.description()));
      }
      page.macro("El");
    }
    List<OptionSpec> own =
        command.options().stream()
            .filter(option -> program.findOption(option.longestName()) == null)
            .toList();
    if (!own.isEmpty()) {
      page.macro("Pp");
      options(own);
    }
    example(command);
  }

  private void options(List<OptionSpec> options) {
    page.macro("Bl -tag -width Ds");
    for (OptionSpec option : options) {
      if (!option.hidden()) {
        String label = option.arity().max() == 0 ? "" : option.paramLabel();
        page.macro("It " + Mdoc.option(option.names(), label));
        String description = joined(option.description());
        page.text(description.replaceAll(" \\[([A-Z_]+)]$", ""));
        if (description.matches(".* \\[[A-Z_]+]$")) {
          page.macro("Pq Ev " + description.replaceAll(".* \\[([A-Z_]+)]$", "$1"));
        }
      }
    }
    page.macro("El");
  }

  private void example(CommandSpec command) {
    List<String> lines = examples.apply(command);
    if (!lines.isEmpty()) {
      page.macro("Pp").text(lines.size() == 1 ? "Example:" : "Examples:").literal(lines);
    }
  }

  private static String joined(String... lines) {
    return String.join(" ", Arrays.asList(lines)).replace("%n", " ").replace("%%", "%");
  }
}
