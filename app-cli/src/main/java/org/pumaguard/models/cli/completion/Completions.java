package org.pumaguard.models.cli.completion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Completion scripts of a program for each shell. */
public final class Completions {

  /** The shells for which there is a script. */
  public static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  /** The command with which a script asks for the names of models. */
  public static final String MODELS_COMMAND = "__models";

  private Completions() {}

  /**
   * The script for a shell; empty if the shell is not one of {@link #SHELLS}.
   *
   * @param program the complete description of the program
   */
  public static Optional<String> script(String shell, CommandSpec program) {
    CommandSyntax syntax = CommandSyntax.of(program);
    return switch (shell) {
      case "bash" -> Optional.of(BashScript.of(syntax));
      case "zsh" -> Optional.of(ZshScript.of(syntax));
      case "fish" -> Optional.of(FishScript.of(syntax));
      default -> Optional.empty();
    };
  }

  /**
   * Writes all scripts to where the shells look for them below {@code /usr/share}.
   *
   * @param share the directory that becomes {@code /usr/share}
   */
  public static void write(Path share, CommandSpec program) throws IOException {
    CommandSyntax syntax = CommandSyntax.of(program);
    String name = syntax.name();
    write(share, "bash-completion/completions/" + name, BashScript.of(syntax));
    write(share, "zsh/site-functions/_" + name, ZshScript.of(syntax));
    write(share, "fish/vendor_completions.d/" + name + ".fish", FishScript.of(syntax));
  }

  private static void write(Path share, String file, String script) throws IOException {
    Path path = share.resolve(file);
    Files.createDirectories(path.resolve("..").normalize());
    Files.writeString(path, script);
  }
}
