package org.pumaguard.models.cli.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.pumaguard.models.domain.concurrent.MemoizedSupplier;
import org.pumaguard.models.domain.model.Location;

/**
 * Reads the values of options. The command line overrides the environment, which overrides the
 * configuration file, which overrides the default. Problems are collected and reported together.
 */
public final class OptionReader {

  private final Function<Option, List<String>> commandLine;
  private final ProcessEnvironment environment;
  private final List<String> problems = new ArrayList<>();
  private final MemoizedSupplier<Map<Option, ConfigurationFile.Value>> file;

  /**
   * Creates a reader for the options of a program.
   *
   * @param commandLine the values of an option on the command line; empty if it is not given
   */
  public OptionReader(
      Function<Option, List<String>> commandLine,
      ProcessEnvironment environment,
      OptionTable table) {
    this.commandLine = commandLine;
    this.environment = environment;
    this.file = new MemoizedSupplier<>(() -> file(table));
  }

  /**
   * The value of an option, or {@code otherwise} if it is not given or invalid.
   *
   * @param parse throws {@link IllegalArgumentException} for an invalid value
   */
  public <T> T one(Option option, Function<String, T> parse, T otherwise) {
    Given given = given(option);
    if (given.values().isEmpty()) {
      return otherwise;
    }
    String last = given.values().get(given.values().size() - 1);
    return parse(given, last, parse).orElse(otherwise);
  }

  /** All values of an option, as {@link #one}. */
  public <T> List<T> many(Option option, Function<String, T> parse) {
    Given given = given(option);
    if (given.values().isEmpty()) {
      return List.of();
    }
    return given.values().stream().flatMap(value -> parse(given, value, parse).stream()).toList();
  }

  /** Whether an option has a value, valid or not. */
  boolean isGiven(Option option) {
    return !given(option).values().isEmpty();
  }

  /** Whether a flag is set. */
  public boolean flag(Option option) {
    return one(option, ValueParser::truth, false);
  }

  /**
   * Parses a path; a relative path is resolved against the working directory.
   *
   * @throws IllegalArgumentException if the path is invalid
   */
  public Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a path may not be empty");
    }
    try {
      return environment.workingDirectory().resolve(environment.expandHome(text)).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not a path", e);
    }
  }

  /**
   * Parses a URL, or a path as {@link #path}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public Location location(String text) {
    return environment.location(text);
  }

  ProcessEnvironment environment() {
    return environment;
  }

  void addProblem(String problem) {
    problems.add(problem);
  }

  /**
   * Reports the problems of all options read so far.
   *
   * @throws UsageException if any option is invalid
   */
  void requireNoProblems() {
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
  }

  private <T> Optional<T> parse(Given given, String value, Function<String, T> parse) {
    try {
      return Optional.of(parse.apply(value));
    } catch (IllegalArgumentException e) {
      problems.add(given.where() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private Given given(Option option) {
    List<String> values = commandLine.apply(option);
    if (!values.isEmpty()) {
      return new Given(option.longName(), values);
    }
    String variable = option.environmentVariable();
    Optional<String> value = environment.variable(variable);
    if (value.isPresent()) {
      return new Given(variable, split(option, value.get()));
    }
    ConfigurationFile.Value configured = file.get().get(option);
    return configured == null
        ? new Given(option.longName(), List.of())
        : new Given(configured.where() + ": " + option.key(), configured.values());
  }

  private Map<Option, ConfigurationFile.Value> file(OptionTable table) {
    try {
      return ConfigurationFile.read(environment.configurationFile(), table);
    } catch (UsageException e) {
      problems.addAll(e.problems());
      return Map.of();
    }
  }

  private static List<String> split(Option option, String text) {
    return switch (option.kind()) {
      case FLAG, ONE -> List.of(text);
      case MANY -> parts(text, "\\s+");
      case PATHS -> parts(text, ":");
    };
  }

  private static List<String> parts(String text, String separator) {
    return Arrays.stream(text.strip().split(separator, -1))
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** The values of an option and their origin. */
  private record Given(String where, List<String> values) {}
}
