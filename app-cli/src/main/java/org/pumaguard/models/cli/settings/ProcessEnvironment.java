package org.pumaguard.models.cli.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the program finds around it.
 *
 * @param environment the environment's variables
 * @param workingDirectory what relative paths start from
 */
public record ProcessEnvironment(Map<String, String> environment, Path workingDirectory) {

  public static ProcessEnvironment ofThisProcess() {
    return new ProcessEnvironment(System.getenv(), Path.of("").toAbsolutePath());
  }

  /** A variable; one that is empty counts as none. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Puts {@code $HOME} in the place of a leading tilde, where a shell has not done so. */
  public String expandHome(String path) {
    return path.equals("~") || path.startsWith("~/") ? home() + path.substring(1) : path;
  }

  /**
   * How wide the terminal is that standard error goes to, if it is one. The launcher finds that
   * out, since Java can't before version 22.
   */
  public OptionalInt terminalColumns() {
    try {
      int columns = variable("PUMAGUARD_TERMINAL_COLUMNS").map(Integer::parseInt).orElse(0);
      return columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Whether standard input is a terminal, with somebody at it who can be asked; the launcher finds
   * that out too.
   */
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
    return variable("HOME").orElseGet(() -> System.getProperty("user.home"));
  }
}
