package org.pumaguard.models.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A shell that completes a line with the script of the program. */
public enum CompletingShell {
  BASH("bash"),
  /** With the package bash-completion, which divides lines in its own way. */
  BASH_COMPLETION("bash"),
  ZSH("zsh"),
  FISH("fish");

  private static final String BASH_PACKAGE = "/usr/share/bash-completion/bash_completion";

  /** Runs the function that is registered, as readline does, and prints its replies. */
  private static final String ASK_BASH =
      """
      PATH=${pm%%/*}:$PATH
      COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
      compopt() { :; }
      %s
      for word in "${COMPREPLY[@]}"; do eval "printf '%%s\\n' $word"; done
      """;

  private static final String SCRIPT_BASH = "source <(\"$pm\" completion bash)\n";

  /** As installed: the script is loaded when the first line is completed. */
  private static final String LOAD_BASH =
      """
      BASH_COMPLETION_USER_DIR=$HOME/bash-completion
      mkdir -p "$BASH_COMPLETION_USER_DIR/completions"
      "$pm" completion bash >"$BASH_COMPLETION_USER_DIR/completions/pumaguard-models"
      source /usr/share/bash-completion/bash_completion
      """;

  private static final String TYPE_BASH =
      """
      bind 'set bell-style none'
      report() { printf '%s' "$READLINE_LINE" >"$HOME/line"; kill -9 $$; }
      bind -x '"\\C-t": report'
      """;

  /** What zsh knows of its own completions, which takes it seconds to find. */
  private static final Path DUMP =
      Path.of(System.getProperty("java.io.tmpdir"), "zcompdump-" + ProcessHandle.current().pid());

  private static final String TYPE_ZSH =
      """
      autoload -Uz compinit; compinit -u -d "$DUMP"
      source <("$pm" completion zsh)
      unsetopt beep; LISTMAX=1000; PS1=END
      report() { zle complete-word; print -rn -- "$BUFFER" >$HOME/line; exit }
      choices() { print; print -r -- BEGIN; zle list-choices; exit }
      zle -N report; bindkey '^T' report
      zle -N choices; bindkey '^G' choices
      """;

  static {
    DUMP.toFile().deleteOnExit();
  }

  private final String program;

  CompletingShell(String program) {
    this.program = program;
  }

  /** The shells of this machine. */
  public static List<CompletingShell> installed() {
    return Arrays.stream(values()).filter(CompletingShell::isInstalled).toList();
  }

  public boolean isInstalled() {
    return isInstalled(program)
        && (this == BASH || Files.exists(Path.of("/usr/bin/script")))
        && (this != BASH_COMPLETION || Files.exists(Path.of(BASH_PACKAGE)));
  }

  public static boolean isInstalled(String program) {
    return Files.isExecutable(Path.of("/usr/bin", program));
  }

  /** The words that the shell offers at the end of a line, unquoted. */
  public List<String> candidates(Launcher launcher, String line) {
    launcher.with("LINE", line);
    return switch (this) {
      case BASH ->
          lines(launcher.shell(SCRIPT_BASH + ASK_BASH.formatted("_pumaguard_models")).out());
      case BASH_COMPLETION ->
          lines(
              launcher
                  .shell(
                      LOAD_BASH
                          + "_completion_loader pumaguard-models\n"
                          + ASK_BASH.formatted("_pumaguard_models"))
                  .out());
      case ZSH ->
          lines(shown(launcher, line)).stream()
              .map(text -> text.replaceAll(" +-- .*", ""))
              .toList();
      case FISH ->
          lines(shown(launcher, line)).stream().map(text -> text.split("\t", 2)[0]).toList();
    };
  }

  /** What the shell shows: the words, and in zsh and fish their descriptions. */
  public String shown(Launcher launcher, String line) {
    launcher.with("LINE", line).with("TERM", "dumb");
    return switch (this) {
      case BASH, BASH_COMPLETION -> String.join("\n", candidates(launcher, line));
      case ZSH -> {
        String screen = type(launcher, "zsh -f -i", TYPE_ZSH, "\\7");
        String list = screen.substring(screen.indexOf("BEGIN") + 5);
        yield list.contains("END") ? list.substring(0, list.indexOf("END")) : list;
      }
      case FISH ->
          launcher
              .shell(
                  "PATH=${pm%/*}:$PATH exec fish -N -c '\"$pm\" completion fish | source;"
                      + " complete -C\"$LINE\"'")
              .out();
    };
  }

  /** The last argument of the line after the key TAB, as the shell understands it. */
  public String argument(Launcher launcher, String line) {
    launcher.with("LINE", line).with("TERM", "dumb");
    if (this == ZSH) {
      type(launcher, "zsh -f -i", TYPE_ZSH, "\\24");
    } else {
      String script = this == BASH ? SCRIPT_BASH : LOAD_BASH;
      type(launcher, "bash --noprofile --norc -i", script + TYPE_BASH, "\\t\\24");
    }
    return launcher.shell("eval \"set -- $(cat \"$HOME/line\")\"; printf %s \"${@: -1}\"").out();
  }

  /** Types a line and a key at a terminal of 200 columns. */
  private String type(Launcher launcher, String command, String setting, String key) {
    return launcher
        .with("SETTING", setting)
        .with("DUMP", DUMP.toString())
        .with("COMMAND", "stty cols 200; exec " + command)
        .shell(
            """
            PATH=${pm%/*}:$PATH
            { printf ' eval "$SETTING"\n'; printf '%s'"$KEY" "$LINE"; } |
              KEY= script -qec "$COMMAND" /dev/null
            """
                .replace("\"$KEY\"", "'" + key + "'"))
        .out()
        .replace("\r", "")
        .replaceAll("\033\\[[^A-Za-z]*[A-Za-z]", "");
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
