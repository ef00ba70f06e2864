package org.pumaguard.models.server.settings;

import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.cli.settings.OptionTable;
import org.pumaguard.models.cli.settings.SharedOptions;

/** The options of the server. */
public final class ServerOptions {

  static final Option HOST =
      Option.one(
          "--host", "ADDRESS", "Address to listen on (default: 127.0.0.1; 0.0.0.0 or :: for all).");

  /**
   * The variable has no {@code MODELS} in its name: Kubernetes sets {@code PUMAGUARD_MODELS_PORT}
   * to an address in all containers beside a service named {@code pumaguard-models}.
   */
  static final Option PORT =
      Option.one("--port", "N", "Port to listen on (default: 8080; 0 for a free one).")
          .variable("PUMAGUARD_LISTEN_PORT");

  static final Option MODELS =
      Option.one(
          "--models",
          "NAME,…|all|none",
          "Models to make available at the start and keep up to date (default: all).");

  static final Option PULL_THROUGH =
      Option.flag("--pull-through", "Fetch a model of the registry on the first request for it.");

  static final Option TOKEN_FILE =
      Option.one(
          "--token-file", "FILE", "File with the token that state-changing requests must carry.");

  static final Option REFRESH =
      Option.one(
          "--refresh",
          "AGE",
          "Interval for reading the registry again (default: 1h; 0: on SIGHUP and on request"
              + " only).");

  static final Option SCRUB_INTERVAL =
      Option.one(
          "--scrub-interval",
          "AGE",
          "Interval for verifying and repairing each cached model (default: 7d; 0: never).");

  static final Option MAX_CONNECTIONS =
      Option.one(
          "--max-connections",
          "N",
          "Maximum number of open connections; further ones wait (default: 1000).");

  static final Option ALLOWED_HOST =
      Option.many(
          "--allowed-host",
          "NAME",
          "A further host name under which browsers may change things; may be repeated.");

  static final Option ACCESS_LOG =
      Option.one(
          "--access-log",
          "FILE",
          "Append a line of JSON for each request to this file (- for standard output).");

  /** The options of the server only, in the order of the help. */
  public static final List<Option> OWN =
      List.of(
          HOST,
          PORT,
          MODELS,
          PULL_THROUGH,
          TOKEN_FILE,
          REFRESH,
          SCRUB_INTERVAL,
          MAX_CONNECTIONS,
          ALLOWED_HOST,
          ACCESS_LOG);

  /** The options on the command line of the server; its own come first. */
  public static final List<Option> COMMAND_LINE = commandLine();

  /** The options in the configuration file, which the command line program reads too. */
  public static final OptionTable TABLE = new OptionTable(file(), List.of());

  private ServerOptions() {}

  private static List<Option> commandLine() {
    List<Option> options = new ArrayList<>(file());
    options.removeAll(List.of(SharedOptions.PROGRESS, SharedOptions.OUTPUT));
    return List.copyOf(options);
  }

  private static List<Option> file() {
    List<Option> options = new ArrayList<>(OWN);
    options.addAll(SharedOptions.ALL);
    return List.copyOf(options);
  }
}
