package org.pumaguard.models.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a completion script for zsh, as a function that {@code compinit} loads. */
final class ZshScript {

  private static final String FRAME =
      """
      #compdef @PROGRAM@

      # The names of models, with their versions and sizes. The last argument is the kind.
      @F@_models() {
        local program=${(Q)line_words[1]} name about expl
        local -a names shown before=("${(@Q)line_words[2,line_current-1]}")
        program=${program/#\\~\\//$HOME/}
        while IFS=$'\\t' read -r name about; do
          names+=("$name")
          shown+=("$name${about:+  -- $about}")
        done < <("${program%-server}" @MODELS@ "$argv[-1]" -- "${before[@]}" </dev/null 2>/dev/null)
        _wanted -V models expl model compadd "${(@)argv[1,-2]}" -l -d shown -a names
      }

      # Names of models, separated by commas, or one of these words.
      @F@_model_list() {
        local expl
        [[ $PREFIX == *,* ]] || _wanted choices expl choice compadd "$@"
        _sequence @F@_models registered
      }

      @FUNCTIONS@
      @F@() {
        local -a line_words=("${words[@]}")
        local -i line_current=$CURRENT
        local -a shared=(
      @SHARED@
        )
        @F@_0
      }

      if [[ $funcstack[1] == _@PROGRAM@ ]]; then
        @F@ "$@"
      else
        compdef @F@ @PROGRAM@
      fi
      """;

  private final String prefix;
  private final StringBuilder functions = new StringBuilder();

  private ZshScript(String prefix) {
    this.prefix = prefix;
  }

  static String of(CommandSyntax program) {
    ZshScript script = new ZshScript(program.function());
    script.command(program, "_0");
    return FRAME
        .replace("@FUNCTIONS@", script.functions)
        .replace("@SHARED@", indented(script.options(program.shared())))
        .replace("@F@", program.function())
        .replace("@PROGRAM@", program.name())
        .replace("@MODELS@", Completions.MODELS_COMMAND);
  }

  /** Adds the function of a command, after those of its subcommands. */
  private void command(CommandSyntax command, String suffix) {
    for (CommandSyntax below : command.commands()) {
      command(below, suffix + "_" + below.name());
    }
    List<String> specs = new ArrayList<>(options(command.options()));
    if (command.commands().isEmpty()) {
      arguments(command, specs);
      functions.append(
          """
          %s() {
            _arguments -s -S "${shared[@]}"%s
          }

          """
              .formatted(prefix + suffix, specs.isEmpty() ? "" : " \\\n" + continued(specs)));
      return;
    }
    functions.append(
        """
        %s() {
          local curcontext=$curcontext state line ret=1
          local -A opt_args
          local -a commands=(
        %s
          )
          _arguments -s -S -C "${shared[@]}"%s '(-)1:command:{ _describe -t commands command commands }' \\
            '(-)*::argument:->arguments' && ret=0
          if [[ $state == arguments ]]; then
            curcontext=${curcontext%%:*:*}:%s-$words[1]:
            (( $+functions[%s_$words[1]] )) && %s_$words[1] && ret=0
          fi
          return ret
        }

        """
            .formatted(
                prefix + suffix,
                indented(
                    command.commands().stream()
                        .map(below -> quoted(below.name() + ":" + below.summary()))
                        .toList()),
                specs.isEmpty() ? "" : " " + String.join(" ", specs),
                command.name(),
                prefix + suffix,
                prefix + suffix));
  }

  private void arguments(CommandSyntax command, List<String> specs) {
    List<ValueSyntax> values = command.arguments();
    for (int i = 0; i < values.size(); i++) {
      boolean isRest = command.repeats() && i == values.size() - 1;
      specs.add(quoted((isRest ? "*" : String.valueOf(i + 1)) + value(values.get(i))));
    }
  }

  private List<String> options(List<OptionSyntax> options) {
    List<String> specs = new ArrayList<>();
    for (OptionSyntax option : options) {
      String all = String.join(" ", option.names());
      String before = option.isRepeatable() ? "*" : "(" + all + ")";
      for (String name : option.names()) {
        String mark = option.value().isEmpty() ? "" : name.startsWith("--") ? "=" : "+";
        String value = option.value().map(this::value).orElse("");
        specs.add(quoted(before + name + mark + "[" + escaped(option.summary()) + "]" + value));
      }
    }
    return specs;
  }

  private String value(ValueSyntax value) {
    String choices = String.join(" ", value.choices());
    String action =
        switch (value.kind()) {
          case OTHER -> choices.isEmpty() ? " " : "(" + choices + ")";
          case FILE -> "_files";
          case DIRECTORY -> "_files -/";
          case COMMAND -> "{ _describe -t commands command commands }";
          case REGISTERED -> prefix + "_models registered";
          case REGISTERED_LIST -> " " + prefix + "_model_list " + choices;
          case CACHED -> prefix + "_models cached";
        };
    return ":" + escaped(value.label()) + ":" + action;
  }

  private static String escaped(String text) {
    return text.replaceAll("[\\\\\\[\\]:]", "\\\\$0");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String indented(List<String> lines) {
    return lines.stream().map(line -> "    " + line).collect(Collectors.joining("\n"));
  }

  private static String continued(List<String> lines) {
    return lines.stream().map(line -> "    " + line).collect(Collectors.joining(" \\\n"));
  }
}
