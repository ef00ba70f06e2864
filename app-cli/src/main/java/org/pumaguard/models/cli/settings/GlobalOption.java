package org.pumaguard.models.cli.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options that all commands share, and those of the server. One table says their names on the
 * command line, in the environment and in the configuration file, whose keys are the long names.
 */
public enum GlobalOption {
  REGISTRY(
      "-r",
      "--registry",
      Kind.ONE,
      "FILE|URL",
      "PUMAGUARD_REGISTRY",
      "Source registry: a file, a folder that holds a model-registry.yaml, or a URL."),
  SOURCE(
      "-s",
      "--source",
      Kind.MANY,
      "LOCATION",
      "PUMAGUARD_SOURCES",
      "Look for the files here instead of in the registry's sources; repeat it for mirrors, which"
          + " are tried in order."),
  CACHE_DIR(
      "",
      "--cache-dir",
      Kind.ONE,
      "DIR",
      "PUMAGUARD_MODELS_DIR",
      "Cache directory (default: $XDG_DATA_HOME/pumaguard/models)."),
  BASE_DIR(
      "",
      "--base-dir",
      Kind.MANY,
      "DIR",
      "PUMAGUARD_BASE_DIRS",
      "Read-only cache that is looked in first; may be repeated."),
  OFFLINE("", "--offline", Kind.FLAG, "", "PUMAGUARD_OFFLINE", "Never touch the network."),
  PROGRESS(
      "",
      "--progress",
      Kind.ONE,
      "auto|bar|plain|json|none",
      "",
      "How progress is shown on stderr (default: auto: a bar on a terminal, else plain lines)."),
  OUTPUT(
      "-o",
      "--output",
      Kind.ONE,
      "text|json",
      "",
      "How the result is written to stdout (default: text)."),
  PARALLEL("-j", "--parallel", Kind.ONE, "N", "", "Files fetched at once (default: 4)."),
  VERIFY(
      "",
      "--verify",
      Kind.ONE,
      "changed|always|never",
      "",
      "When a cached file is read again (default: changed)."),
  VERIFY_MAX_AGE(
      "",
      "--verify-max-age",
      Kind.ONE,
      "AGE",
      "",
      "Read a cached file again too when it was verified so long ago, such as 30d (default: 0,"
          + " however long ago)."),
  TIMEOUT(
      "",
      "--timeout",
      Kind.ONE,
      "SECONDS",
      "",
      "Give up on a connection when no byte came for so long (default: 60)."),
  RETRIES(
      "",
      "--retries",
      Kind.ONE,
      "N",
      "",
      "Further tries for a source that fails in a way that may pass (default: 4)."),
  LIMIT_RATE(
      "",
      "--limit-rate",
      Kind.ONE,
      "BYTES",
      "",
      "Fetch no more bytes a second than this over all connections, such as 500k or 1.5M (default:"
          + " 0, no limit)."),
  QUOTA(
      "",
      "--quota",
      Kind.ONE,
      "BYTES",
      "",
      "After a fetch, remove the models that were used least recently until the rest takes no more"
          + " than this, such as 500M or 20G (default: 0, no bound)."),
  CA_BUNDLE(
      "",
      "--ca-bundle",
      Kind.ONE,
      "FILE",
      "PUMAGUARD_CA_BUNDLE",
      "PEM certificates that are trusted besides those that Java trusts."),
  ALLOW_INSECURE_REGISTRY(
      "",
      "--allow-insecure-registry",
      Kind.FLAG,
      "",
      "",
      "Accept a registry over plain http from another machine."),
  QUIET("-q", "--quiet", Kind.FLAG, "", "", "Show errors only."),
  VERBOSE("-v", "--verbose", Kind.FLAG, "", "", "Show more, stack traces included."),
  HOST(
      "",
      "--host",
      Kind.ONE,
      "ADDRESS",
      "",
      "Address to listen at (default: 127.0.0.1; 0.0.0.0 or :: for all)."),
  PORT("", "--port", Kind.ONE, "N", "", "Port to listen at (default: 8080; 0 for a free one)."),
  MODELS(
      "",
      "--models",
      Kind.ONE,
      "NAME,…|all|none",
      "",
      "Models to have from the start, and to keep up to date (default: all)."),
  PULL_THROUGH(
      "",
      "--pull-through",
      Kind.FLAG,
      "",
      "",
      "Fetch a model of the registry that is not cached when somebody asks for it."),
  TOKEN_FILE(
      "",
      "--token-file",
      Kind.ONE,
      "FILE",
      "",
      "File with the token that whoever changes something has to show."),
  REFRESH(
      "",
      "--refresh",
      Kind.ONE,
      "AGE",
      "",
      "Read the registry again every so often (default: 1h; 0: on SIGHUP and on request only)."),
  SCRUB_INTERVAL(
      "",
      "--scrub-interval",
      Kind.ONE,
      "AGE",
      "",
      "Read each cached model again every so often, and mend it (default: 7d; 0: never)."),
  MAX_CONNECTIONS(
      "",
      "--max-connections",
      Kind.ONE,
      "N",
      "",
      "Connections at once; further ones wait (default: 1000)."),
  ALLOWED_HOST(
      "",
      "--allowed-host",
      Kind.MANY,
      "NAME",
      "",
      "A further name by which browsers may call the server and change things; may be repeated."),
  ACCESS_LOG(
      "",
      "--access-log",
      Kind.ONE,
      "FILE",
      "",
      "Append a line of JSON for each request to this file (- for standard output).");

  private static final Set<GlobalOption> SERVER_ONLY = EnumSet.range(HOST, ACCESS_LOG);
  private static final Set<GlobalOption> COMMANDS_ONLY = EnumSet.of(PROGRESS, OUTPUT);

  private final String shortName;
  private final String longName;
  private final Kind kind;
  private final String label;
  private final String variable;
  private final String description;

  GlobalOption(
      String shortName,
      String longName,
      Kind kind,
      String label,
      String variable,
      String description) {
    this.shortName = shortName;
    this.longName = longName;
    this.kind = kind;
    this.label = label;
    this.variable = variable;
    this.description = description;
  }

  /** The key in the configuration file. */
  String key() {
    return longName.substring(2);
  }

  public String longName() {
    return longName;
  }

  boolean takesMany() {
    return kind == Kind.MANY;
  }

  boolean isFlag() {
    return kind == Kind.FLAG;
  }

  /** The environment variable, if there is one. */
  public Optional<String> variable() {
    return variable.isEmpty() ? Optional.empty() : Optional.of(variable);
  }

  static Optional<GlobalOption> ofKey(String key) {
    return Arrays.stream(values()).filter(option -> option.key().equals(key)).findFirst();
  }

  /** Declares all of them, so that they may stand before and after the command. */
  public static void addTo(CommandSpec spec, boolean hidden) {
    add(spec, EnumSet.complementOf(EnumSet.copyOf(SERVER_ONLY)), 0, hidden);
  }

  /** Declares those of the server, its own first. */
  public static void addServersTo(CommandSpec spec) {
    add(spec, SERVER_ONLY, -SERVER_ONLY.size(), false);
    Set<GlobalOption> shared = EnumSet.complementOf(EnumSet.copyOf(SERVER_ONLY));
    shared.removeAll(COMMANDS_ONLY);
    add(spec, shared, 0, false);
  }

  private static void add(CommandSpec spec, Set<GlobalOption> options, int first, boolean hidden) {
    int order = first;
    for (GlobalOption option : options) {
      spec.addOption(option.spec(order++, hidden));
    }
  }

  /** Declares those that these arguments may hold. */
  public static void addNeededTo(CommandSpec spec, String[] arguments) {
    for (GlobalOption option : values()) {
      if (option.mayBeAmong(arguments) && !SERVER_ONLY.contains(option)) {
        spec.addOption(option.spec(0, true));
      }
    }
  }

  /** Short options may be clustered, or have their value attached: any letter may be one. */
  private boolean mayBeAmong(String[] arguments) {
    for (String argument : arguments) {
      boolean isShort = argument.startsWith("-") && !argument.startsWith("--");
      if (argument.startsWith(longName)
          || (isShort && !shortName.isEmpty() && argument.indexOf(shortName.charAt(1)) > 0)) {
        return true;
      }
    }
    return false;
  }

  /** What was given on the command line, to the program or to its command; the command's counts. */
  public List<String> values(ParseResult program) {
    List<String> values = new ArrayList<>(ownValues(program));
    for (ParseResult at = program; at.hasSubcommand(); at = at.subcommand()) {
      List<String> later = ownValues(at.subcommand());
      if (kind != Kind.MANY && !later.isEmpty()) {
        values.clear();
      }
      values.addAll(later);
    }
    return values;
  }

  private List<String> ownValues(ParseResult parsed) {
    if (!parsed.hasMatchedOption(longName)) {
      return List.of();
    }
    return kind == Kind.FLAG
        ? List.of(String.valueOf(parsed.<Object>matchedOptionValue(longName, true)))
        : parsed.matchedOption(longName).originalStringValues();
  }

  private OptionSpec spec(int order, boolean hidden) {
    String[] names =
        shortName.isEmpty() ? new String[] {longName} : new String[] {shortName, longName};
    String environment = variable.isEmpty() ? "" : " [" + variable + "]";
    OptionSpec.Builder builder =
        OptionSpec.builder(names)
            .hidden(hidden)
            .order(order)
            .description(description + environment);
    return switch (kind) {
      case FLAG -> builder.type(boolean.class).arity("0").build();
      case ONE -> builder.type(String.class).arity("1").paramLabel(label).build();
      case MANY ->
          builder
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .paramLabel(label)
              .build();
    };
  }

  private enum Kind {
    FLAG,
    ONE,
    MANY
  }
}
