package org.pumaguard.models.cli.completion;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a completion script for bash 4.4 or newer, with or without the package bash-completion.
 *
 * <p>The script splits the line itself: {@code COMP_WORDS} is divided at every colon and equals
 * sign, and keeps quotes.
 */
final class BashScript {

  private static final String FRAME =
      """
      # bash completion for @PROGRAM@                        -*- shell-script -*-

      # Splits the line before the cursor as the shell does. Sets `words`, unquoted; `cur`, the unquoted word
      # at the cursor; `head`, the part of it that readline keeps; and `quote`, its open quote.
      @F@_split() {
        local line=${COMP_LINE:0:COMP_POINT} c i started=
        words=() cur= head= quote=
        for ((i = 0; i < ${#line}; i++)); do
          c=${line:i:1}
          if [[ $quote == "'" ]]; then
            if [[ $c == "'" ]]; then quote= head=; else cur+=$c; fi
          elif [[ $c == \\\\ && ( -z $quote || ${line:i+1:1} == [\\"\\$\\`\\\\] ) ]]; then
            ((++i))
            cur+=${line:i:1} started=1
          elif [[ $quote == '"' ]]; then
            if [[ $c == '"' ]]; then quote= head=; else cur+=$c; fi
          elif [[ $c == [\\"\\'] ]]; then
            quote=$c head=$cur started=1
          elif [[ $c == [[:space:]] ]]; then
            [[ -n $started ]] && words+=("$cur")
            cur= head= started=
          else
            cur+=$c started=1
            [[ $COMP_WORDBREAKS == *"$c"* ]] && head=$cur
          fi
        done
      }

      # Replies with the words that begin with the one at the cursor, quoted as it is.
      @F@_reply() {
        local word
        for word; do
          [[ $word == "$cur"* ]] || continue
          word=${word:${#head}}
          case $quote in
            "'") word=${word//\\'/\\'\\\\\\'\\'} ;;
            '"')
              word=${word//\\\\/\\\\\\\\} word=${word//\\"/\\\\\\"}
              word=${word//\\$/\\\\\\$} word=${word//\\`/\\\\\\`}
              ;;
            *) printf -v word %q "$word" ;;
          esac
          COMPREPLY+=("$word")
        done
      }

      # Replies with the names of models, each behind this text.
      @F@_models() {
        local program=${words[0]/#\\~\\//$HOME/} name
        compopt -o nosort 2>/dev/null
        while IFS=$'\\t' read -r name _; do
          @F@_reply "$2$name"
        done < <("${program%-server}" @MODELS@ "$1" -- "${words[@]:1}" </dev/null 2>/dev/null)
      }

      # Sets the commands and options of a command.
      @F@_command() {
        commands= options='@OPTIONS@'
        case $1 in
      @COMMANDS@
        esac
      }

      # Sets the kind of an option's values; fails for a flag.
      @F@_option() {
        case $1:$2 in
      @VALUES@
          *) return 1 ;;
        esac
      }

      # Sets the kind of an argument.
      @F@_argument() {
        case $1:$2 in
      @ARGUMENTS@
          *) kind= ;;
        esac
      }

      @F@() {
        local words cur head quote commands options kind= path= option= before= only= position=0 word
        COMPREPLY=()
        @F@_split
        @F@_command ''
        for word in "${words[@]:1}"; do
          if [[ -n $option ]]; then
            option=
          elif [[ -z $only && $word == -- ]]; then
            only=1
          elif [[ -z $only && $word == -?* ]]; then
            [[ $word != --*=* ]] && @F@_option "$path" "$word" && option=$word
          elif [[ -z $only && " $commands " == *" $word "* ]]; then
            path+=" $word"
            @F@_command "$path"
          else
            ((++position))
          fi
        done
        if [[ $word =~ ^[0-9\\&]?(\\<|\\>\\>?)$ ]]; then
          kind=file:
        elif [[ -n $option ]]; then
          @F@_option "$path" "$option"
        elif [[ -z $only && $cur == --*=* ]]; then
          before=${cur%%=*}=
          @F@_option "$path" "${before%=}" || return
        elif [[ -z $only && $cur == -* ]]; then
          @F@_reply $options
          return
        elif [[ -n $commands ]]; then
          @F@_reply $commands
          return
        else
          @F@_argument "$path" "$position"
        fi
        for word in ${kind#*:}; do
          @F@_reply "$before$word"
        done
        case ${kind%%:*} in
          file) compopt -o default ;;
          directory) compopt -o dirnames ;;
          registered | cached) @F@_models "${kind%%:*}" "$before" ;;
          list)
            [[ ${cur#"$before"} == *,* ]] && before=${cur%,*},
            @F@_models registered "$before"
            ;;
          command)
            @F@_command ''
            @F@_reply $commands
            ;;
        esac
      }
      complete -F @F@ @PROGRAM@
      """;

  private BashScript() {}

  static String of(CommandSyntax program) {
    return FRAME
        .replace("@F@", program.function())
        .replace("@PROGRAM@", program.name())
        .replace("@MODELS@", Completions.MODELS_COMMAND)
        .replace("@OPTIONS@", options(program.shared()))
        .replace("@COMMANDS@", lines(commands(program, "")))
        .replace(
            "@VALUES@",
            lines(Stream.concat(commandValues(program, ""), values(program.shared(), "*"))))
        .replace("@ARGUMENTS@", lines(arguments(program, "")));
  }

  private static String lines(Stream<String> lines) {
    return lines.map(line -> "    " + line).collect(Collectors.joining("\n"));
  }

  private static Stream<String> commands(CommandSyntax command, String path) {
    String names =
        command.commands().stream().map(CommandSyntax::name).collect(Collectors.joining(" "));
    String added = options(command.options());
    String line =
        "'%s')%s%s ;;"
            .formatted(
                path,
                names.isEmpty() ? "" : " commands='" + names + "'",
                added.isEmpty() ? "" : " options+=' " + added + "'");
    return Stream.concat(
        Stream.of(line),
        command.commands().stream().flatMap(below -> commands(below, path + " " + below.name())));
  }

  private static String options(List<OptionSyntax> options) {
    return options.stream()
        .flatMap(option -> option.names().stream())
        .collect(Collectors.joining(" "));
  }

  private static Stream<String> commandValues(CommandSyntax command, String path) {
    return Stream.concat(
        values(command.options(), "'" + path + "'"),
        command.commands().stream()
            .flatMap(below -> commandValues(below, path + " " + below.name())));
  }

  private static Stream<String> values(List<OptionSyntax> options, String path) {
    return options.stream()
        .flatMap(
            option ->
                option.value().stream()
                    .map(
                        value ->
                            option.names().stream()
                                    .map(name -> path + ":" + name)
                                    .collect(Collectors.joining(" | "))
                                + ") kind='"
                                + kind(value)
                                + "' ;;"));
  }

  private static Stream<String> arguments(CommandSyntax command, String path) {
    List<ValueSyntax> values = command.arguments();
    Stream<String> own =
        Stream.iterate(0, index -> index < values.size(), index -> index + 1)
            .map(
                index -> {
                  boolean isRest = command.repeats() && index == values.size() - 1;
                  return "'%s':%s) kind='%s' ;;"
                      .formatted(path, isRest ? "*" : index, kind(values.get(index)));
                });
    return Stream.concat(
        own,
        command.commands().stream().flatMap(below -> arguments(below, path + " " + below.name())));
  }

  /** The kind, a colon, and the fixed values. */
  private static String kind(ValueSyntax value) {
    String kind =
        switch (value.kind()) {
          case OTHER -> "";
          case FILE -> "file";
          case DIRECTORY -> "directory";
          case COMMAND -> "command";
          case REGISTERED -> "registered";
          case REGISTERED_LIST -> "list";
          case CACHED -> "cached";
        };
    return kind + ":" + String.join(" ", value.choices());
  }
}
