package org.pumaguard.models.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a completion script for fish 3 or newer. */
final class FishScript {

  private static final String FRAME =
      """
      # fish completion for @PROGRAM@

      # Prints the command before the cursor, such as "bundle create", and the number of its arguments.
      function @F@_here
          set -l words (commandline -opc)
          set -e words[1]
          set -l path
          set -l position 0
          set -l skip 0
          for word in $words
              if test $skip = 1
                  set skip 0
                  continue
              end
              switch $word
                  case @VALUED@
                      set skip 1
                  case '-?*'
                  case '*'
                      set -l longer (string join ' ' $path $word)
                      if test $position = 0; and contains -- $longer @COMMANDS@
                          set path $longer
                      else
                          set position (math $position + 1)
                      end
              end
          end
          echo "$path"
          echo $position
      end

      # Whether this is the command before the cursor, with so many arguments: none to the first, or more.
      function @F@_at
          set -l here (@F@_here)
          test "$here[1]" = "$argv[1]"; or return 1
          test (count $argv) -lt 2; and return 0
          switch $argv[2]
              case '*+'
                  test $here[2] -ge (string trim -c + $argv[2])
              case '*'
                  test $here[2] -eq $argv[2]
          end
      end

      # The names of models, with their versions and sizes.
      function @F@_models
          set -l words (commandline -opc)
          set -l program (string replace -r '^~/' "$HOME/" -- $words[1] | string replace -r -- '-server$' '')
          set -e words[1]
          $program @MODELS@ $argv[1] -- $words </dev/null 2>/dev/null
      end

      # Names of models, separated by commas.
      function @F@_model_list
          set -l before (commandline -ct | string replace -r -- '^--[a-z-]+=' '' | string match -r '^.*,')
          for name in (@F@_models registered)
              echo "$before$name"
          end
      end

      complete -c @PROGRAM@ -f
      @LINES@
      """;

  private final CommandSyntax program;
  private final List<String> lines = new ArrayList<>();

  private FishScript(CommandSyntax program) {
    this.program = program;
  }

  static String of(CommandSyntax program) {
    FishScript script = new FishScript(program);
    program.shared().forEach(option -> script.option("", option));
    script.options(program, "");
    script.command(program, "");
    return FRAME
        .replace("@LINES@", String.join("\n", script.lines))
        .replace("@VALUED@", joined(valued(program)))
        .replace("@COMMANDS@", joined(paths(program, "")))
        .replace("@F@", "_" + program.function())
        .replace("@PROGRAM@", program.name())
        .replace("@MODELS@", Completions.MODELS_COMMAND);
  }

  private void command(CommandSyntax command, String path) {
    List<ValueSyntax> arguments = command.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      boolean isRest = command.repeats() && i == arguments.size() - 1;
      String value = value(arguments.get(i), false);
      if (!value.isEmpty()) {
        lines.add("complete -c @PROGRAM@" + at(path, " " + i + (isRest ? "+" : "")) + value);
      }
    }
    for (CommandSyntax below : command.commands()) {
      String name = path.isEmpty() ? below.name() : path + " " + below.name();
      lines.add(
          "complete -c @PROGRAM@"
              + at(path, " 0")
              + " -a "
              + below.name()
              + " -d "
              + quoted(below.summary()));
      options(below, name);
      command(below, name);
    }
  }

  private void options(CommandSyntax command, String path) {
    command.options().forEach(option -> option(at(path, ""), option));
  }

  private void option(String condition, OptionSyntax option) {
    String names =
        Stream.concat(
                option.names(false).stream().map(name -> " -s " + name.substring(1)),
                option.names(true).stream().map(name -> " -l " + name.substring(2)))
            .collect(Collectors.joining());
    lines.add(
        "complete -c @PROGRAM@"
            + condition
            + names
            + option.value().map(value -> value(value, true)).orElse("")
            + " -d "
            + quoted(option.summary()));
  }

  private static String at(String path, String position) {
    return " -n \"@F@_at '" + path + "'" + position + "\"";
  }

  private String value(ValueSyntax value, boolean isOfOption) {
    String choices = String.join(" ", value.choices());
    String required = isOfOption ? " -x" : "";
    return switch (value.kind()) {
      case OTHER -> choices.isEmpty() ? required : required + " -a '" + choices + "'";
      case FILE -> (isOfOption ? " -r" : "") + " -F";
      case DIRECTORY -> required + " -a '(__fish_complete_directories (commandline -ct))'";
      case COMMAND -> required + " -a '" + String.join(" ", commands()) + "'";
      case REGISTERED -> required + " -k -a '(@F@_models registered)'";
      case REGISTERED_LIST -> required + " -k -a '" + choices + " (@F@_model_list)'";
      case CACHED -> required + " -k -a '(@F@_models cached)'";
    };
  }

  private List<String> commands() {
    return program.commands().stream().map(CommandSyntax::name).toList();
  }

  private static Stream<String> valued(CommandSyntax command) {
    return Stream.concat(
            Stream.concat(command.shared().stream(), command.options().stream())
                .filter(option -> option.value().isPresent())
                .flatMap(option -> option.names().stream()),
            command.commands().stream().flatMap(FishScript::valued))
        .distinct();
  }

  private static Stream<String> paths(CommandSyntax command, String path) {
    return command.commands().stream()
        .flatMap(
            below ->
                Stream.concat(
                    Stream.of(path + below.name()), paths(below, path + below.name() + " ")));
  }

  private static String joined(Stream<String> words) {
    return words.map(FishScript::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
