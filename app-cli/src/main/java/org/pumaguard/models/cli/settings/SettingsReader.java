package org.pumaguard.models.cli.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.concurrent.MemoizedSupplier;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.http.settings.CredentialSettings;
import org.pumaguard.models.http.settings.ProxySettings;
import org.pumaguard.models.http.settings.TrustSettings;
import picocli.CommandLine.ParseResult;

/**
 * Reads the settings: an option counts more than the environment, that more than the configuration
 * file, that more than the default. All that is wrong is reported at once.
 */
public final class SettingsReader {

  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:");
  private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

  private final ParseResult arguments;
  private final ProcessEnvironment surroundings;
  private final List<String> problems = new ArrayList<>();
  private final MemoizedSupplier<Map<GlobalOption, ConfigurationFile.Value>> file =
      new MemoizedSupplier<>(this::readFile);

  public SettingsReader(ParseResult arguments, ProcessEnvironment surroundings) {
    this.arguments = arguments;
    this.surroundings = surroundings;
  }

  /**
   * Reads them.
   *
   * @throws UsageException when something is wrong
   */
  public Settings read() {
    Settings settings =
        new Settings(
            one(GlobalOption.REGISTRY, this::registry, FilesystemModule.BUILT_IN_REGISTRY),
            many(GlobalOption.SOURCE, this::source),
            one(GlobalOption.CACHE_DIR, this::path, surroundings.defaultCacheDirectory()),
            many(GlobalOption.BASE_DIR, this::path),
            flag(GlobalOption.OFFLINE),
            one(
                GlobalOption.PROGRESS,
                text -> constant(Settings.ProgressStyle.values(), text),
                Settings.ProgressStyle.AUTO),
            one(
                GlobalOption.OUTPUT,
                text -> constant(Settings.OutputFormat.values(), text),
                Settings.OutputFormat.TEXT),
            one(GlobalOption.PARALLEL, text -> number(text, 1, 256), 4),
            verify(),
            one(GlobalOption.TIMEOUT, SettingsReader::seconds, Duration.ofSeconds(60)),
            one(GlobalOption.RETRIES, text -> number(text, 0, 1000), 4),
            one(GlobalOption.LIMIT_RATE, SettingsReader::bound, OptionalLong.empty()),
            one(GlobalOption.QUOTA, SettingsReader::bound, OptionalLong.empty()),
            network(),
            flag(GlobalOption.ALLOW_INSECURE_REGISTRY),
            flag(GlobalOption.QUIET),
            flag(GlobalOption.VERBOSE));
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    return settings;
  }

  /**
   * The value of an option. What is wrong with it is said by {@link #read}, which is called last.
   *
   * @param parse throws {@link IllegalArgumentException} for a value that can't be
   */
  public <T> T one(GlobalOption option, Function<String, T> parse, T otherwise) {
    Given given = given(option);
    if (given.values().isEmpty()) {
      return otherwise;
    }
    String last = given.values().get(given.values().size() - 1);
    return parse(given, last, parse).orElse(otherwise);
  }

  /** As {@link #one}, all values of an option. */
  public <T> List<T> many(GlobalOption option, Function<String, T> parse) {
    Given given = given(option);
    return given.values().stream().flatMap(value -> parse(given, value, parse).stream()).toList();
  }

  /** Whether a flag is set. */
  public boolean flag(GlobalOption option) {
    return one(option, SettingsReader::truth, false);
  }

  private <T> Optional<T> parse(Given given, String value, Function<String, T> parse) {
    try {
      return Optional.of(parse.apply(value));
    } catch (IllegalArgumentException e) {
      problems.add(given.where() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private Given given(GlobalOption option) {
    List<String> values = option.values(arguments);
    if (!values.isEmpty()) {
      return new Given(option.longName(), values);
    }
    Optional<String> variable = option.variable().flatMap(surroundings::variable);
    if (variable.isPresent()) {
      return new Given(
          option.variable().orElseThrow(),
          option.takesMany() ? split(option, variable.get()) : List.of(variable.get()));
    }
    ConfigurationFile.Value value = file.get().get(option);
    return value == null
        ? new Given(option.longName(), List.of())
        : new Given(value.where() + ": " + option.key(), value.values());
  }

  private Map<GlobalOption, ConfigurationFile.Value> readFile() {
    try {
      return ConfigurationFile.read(surroundings.configurationFile());
    } catch (UsageException e) {
      problems.addAll(e.problems());
      return Map.of();
    }
  }

  private static List<String> split(GlobalOption option, String text) {
    String separator = option == GlobalOption.BASE_DIR ? ":" : "\\s+";
    return Arrays.stream(text.strip().split(separator, -1))
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private VerifyPolicy verify() {
    Duration maxAge = one(GlobalOption.VERIFY_MAX_AGE, Ages::parse, Duration.ZERO);
    return one(GlobalOption.VERIFY, VerifyPolicy::parse, VerifyPolicy.CHANGED)
        .withMaxAge(Optional.of(maxAge));
  }

  private NetworkSettings network() {
    TrustSettings trust =
        one(GlobalOption.CA_BUNDLE, text -> NetworkSettings.trust(path(text)), TrustSettings.JAVA);
    try {
      return NetworkSettings.of(surroundings, trust);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return new NetworkSettings(ProxySettings.NONE, trust, CredentialSettings.NONE);
    }
  }

  private Location registry(String text) {
    if (SCHEME.matcher(text).find()) {
      try {
        return new Location(URI.create(text));
      } catch (IllegalArgumentException e) {
        // What can't be parsed may hold a password that can't be told from the rest.
        boolean mayBeSecret = text.indexOf('@') >= 0 || text.indexOf('?') >= 0;
        throw new IllegalArgumentException(
            (mayBeSecret ? "this" : "'" + text + "'") + " is not a URL", e);
      }
    }
    return new Location(path(text).toUri());
  }

  private SourceLocation source(String text) {
    return SourceLocation.parse(
        surroundings.expandHome(text),
        Optional.of(new Location(surroundings.workingDirectory().toUri())));
  }

  /**
   * Reads a path; a relative one starts from the working directory.
   *
   * @throws IllegalArgumentException when it is none
   */
  public Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a path may not be empty");
    }
    try {
      return surroundings.workingDirectory().resolve(surroundings.expandHome(text)).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not a path", e);
    }
  }

  /**
   * Reads a whole number.
   *
   * @throws IllegalArgumentException when it is none from {@code least} to {@code most}
   */
  public static int number(String text, int least, int most) {
    String digits = text.strip();
    if (digits.matches("\\d{1,9}")) {
      int number = Integer.parseInt(digits);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a whole number from " + least + " to " + most);
  }

  private static Duration seconds(String text) {
    String digits = text.strip();
    if (digits.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      Duration duration = Duration.ofMillis(new BigDecimal(digits).movePointRight(3).longValue());
      if (!duration.isZero() && duration.compareTo(MAX_TIMEOUT) <= 0) {
        return duration;
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a number of seconds above 0 and up to a day");
  }

  /** Nought stands for no limit, so that an option can take back what the file says. */
  private static OptionalLong bound(String text) {
    long bytes = ByteSizes.parse(text);
    return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  private static boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> true;
      case "0", "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  private static <E extends Enum<E>> E constant(E[] constants, String text) {
    return Arrays.stream(constants)
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + text
                        + "' is none of "
                        + Arrays.stream(constants)
                            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))));
  }

  /** What was given, and where. */
  private record Given(String where, List<String> values) {}
}
