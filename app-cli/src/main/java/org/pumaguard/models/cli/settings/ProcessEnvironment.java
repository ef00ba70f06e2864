package org.pumaguard.models.cli.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.pumaguard.models.domain.model.Location;

/**
 * The environment of the process.
 *
 * @param environment the environment variables
 * @param workingDirectory the directory against which relative paths are resolved
 */
public record ProcessEnvironment(Map<String, String> environment, Path workingDirectory) {

  public static ProcessEnvironment ofThisProcess() {
    return new ProcessEnvironment(System.getenv(), Path.of("").toAbsolutePath());
  }

  /** The value of a variable; empty if it is unset or empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Replaces a leading tilde by {@code $HOME}, if the shell has not done so. */
  public String expandHome(String path) {
    return path.equals("~") || path.startsWith("~/") ? home() + path.substring(1) : path;
  }

  /**
   * Parses a URL, or a path that may begin with a tilde.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public Location location(String text) {
    return Location.parse(expandHome(text), workingDirectory);
  }

  /**
   * The width of the terminal on standard error; empty if it is not a terminal. The launcher passes
   * the width, since Java cannot determine it before version 22.
   */
  public OptionalInt terminalColumns() {
    return cells("PUMAGUARD_TERMINAL_COLUMNS");
  }

  /** The width of the terminal on standard output; empty if it is a pipe or a file. */
  public OptionalInt outputColumns() {
    return cells("PUMAGUARD_TERMINAL_OUTPUT");
  }

  /** The height of the terminal on standard error; empty if it is not a terminal, or unknown. */
  public OptionalInt terminalRows() {
    return cells("PUMAGUARD_TERMINAL_ROWS");
  }

  private OptionalInt cells(String variable) {
    try {
      int cells = variable(variable).map(Integer::parseInt).orElse(0);
      return cells > 0 ? OptionalInt.of(cells) : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** Whether the terminal understands escape sequences. */
  public boolean terminalIsDumb() {
    return "dumb".equals(environment.get("TERM"));
  }

  /** Whether the terminal shows more than ASCII. The launcher passes its own locale's answer. */
  public boolean terminalIsUnicode() {
    return variable("PUMAGUARD_TERMINAL_ASCII").isEmpty();
  }

  /** Whether colours are wanted, see <a href="https://no-color.org">no-color.org</a>. */
  public boolean wantsColour() {
    return variable("NO_COLOR").isEmpty() && !terminalIsDumb();
  }

  /** Whether standard input is a terminal on which to ask; the launcher passes this too. */
  public boolean canAsk() {
    return variable("PUMAGUARD_TERMINAL_INPUT").isPresent();
  }

  /** XDG Base Directory Specification 0.8: a relative {@code XDG_DATA_HOME} is ignored. */
  public Path defaultCacheDirectory() {
    return xdg("XDG_DATA_HOME", ".local/share").resolve("pumaguard").resolve("models");
  }

  public Path configurationFile() {
    return xdg("XDG_CONFIG_HOME", ".config").resolve("pumaguard").resolve("models.yaml");
  }

  private Path xdg(String variable, String otherwise) {
    return variable(variable)
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElseGet(() -> workingDirectory.resolve(home()).resolve(otherwise));
  }

  private String home() {
    return variable("HOME").orElseGet(() -> homeOfUser(System.getProperty("user.home")));
  }

  /**
   * The home directory in the user database. Java reports a question mark for a user without an
   * entry, as containers have them; that would be a path below the working directory. The
   * conventional path of a missing home fails with a message that names it.
   */
  static String homeOfUser(String reported) {
    return reported.startsWith("/") ? reported : "/nonexistent";
  }
}
