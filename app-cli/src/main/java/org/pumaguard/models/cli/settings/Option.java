package org.pumaguard.models.cli.settings;

/**
 * An option of a program. It has names on the command line and in the environment; its key in the
 * configuration file is the long name without dashes.
 *
 * @param shortName with its dash; empty if the option has none
 * @param longName with its two dashes
 * @param label the value in the help; empty for a flag
 * @param environmentVariable empty if the option has none
 * @param description a sentence for the help
 */
public record Option(
    String shortName,
    String longName,
    Kind kind,
    String label,
    String environmentVariable,
    String description) {

  /** An option without a value. */
  public static Option flag(String longName, String description) {
    return new Option("", longName, Kind.FLAG, "", "", description);
  }

  /** An option with one value. */
  public static Option one(String longName, String label, String description) {
    return new Option("", longName, Kind.ONE, label, "", description);
  }

  /** A repeatable option; its environment variable separates the values by spaces. */
  public static Option many(String longName, String label, String description) {
    return new Option("", longName, Kind.MANY, label, "", description);
  }

  /** A repeatable option; its environment variable separates the values by colons. */
  public static Option paths(String longName, String label, String description) {
    return new Option("", longName, Kind.PATHS, label, "", description);
  }

  /** This option with a short name. */
  public Option shortName(String name) {
    return new Option(name, longName, kind, label, environmentVariable, description);
  }

  /** This option with an environment variable. */
  public Option variable(String name) {
    return new Option(shortName, longName, kind, label, name, description);
  }

  /** The key in the configuration file. */
  public String key() {
    return longName.substring(2);
  }

  /** Whether the option may be repeated. */
  public boolean isRepeatable() {
    return kind == Kind.MANY || kind == Kind.PATHS;
  }

  /** The number of values. */
  public enum Kind {
    FLAG,
    ONE,
    MANY,
    PATHS
  }
}
