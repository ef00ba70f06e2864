package org.pumaguard.models.cli.settings;

import java.util.List;

/** The options that both programs share. */
public final class SharedOptions {

  public static final Option REGISTRY =
      Option.one(
              "--registry",
              "FILE|URL",
              "Source registry: a file, a folder that holds a model-registry.yaml, or a URL.")
          .shortName("-r")
          .variable("PUMAGUARD_REGISTRY");

  public static final Option SOURCE =
      Option.many(
              "--source",
              "LOCATION",
              "Fetch the files from here instead of the registry's sources; repeat it for mirrors,"
                  + " which are tried in order.")
          .shortName("-s")
          .variable("PUMAGUARD_SOURCES");

  public static final Option CACHE_DIR =
      Option.one(
              "--cache-dir", "DIR", "Cache directory (default: $XDG_DATA_HOME/pumaguard/models).")
          .variable("PUMAGUARD_MODELS_DIR");

  public static final Option BASE_DIR =
      Option.paths("--base-dir", "DIR", "Read-only cache that is searched first; may be repeated.")
          .variable("PUMAGUARD_BASE_DIRS");

  public static final Option OFFLINE =
      Option.flag("--offline", "Never touch the network.").variable("PUMAGUARD_OFFLINE");

  public static final Option PROGRESS =
      Option.one(
          "--progress",
          "auto|bar|plain|json|none",
          "Style of the progress on stderr (default: auto: a bar on a terminal, else plain"
              + " lines).");

  public static final Option OUTPUT =
      Option.one("--output", "text|json", "Format of the result on stdout (default: text).")
          .shortName("-o");

  public static final Option PARALLEL =
      Option.one("--parallel", "N", "Number of files fetched at once (default: adaptive, from 8).")
          .shortName("-j");

  public static final Option VERIFY =
      Option.one(
          "--verify",
          "changed|mtime|always|never",
          "When a cached file is read again (default: changed).");

  public static final Option VERIFY_MAX_AGE =
      Option.one(
          "--verify-max-age",
          "AGE",
          "Also read a cached file again if it was verified longer ago than this, such as 30d"
              + " (default: 0, no limit).");

  public static final Option TIMEOUT =
      Option.one(
          "--timeout",
          "SECONDS",
          "Give up on a connection after this long without a byte (default: 60).");

  public static final Option RETRIES =
      Option.one(
          "--retries", "N", "Further tries for a source that fails temporarily (default: 4).");

  public static final Option LIMIT_RATE =
      Option.one(
          "--limit-rate",
          "BYTES",
          "Fetch at most this many bytes per second over all connections, such as 500k or 1.5M"
              + " (default: 0, no limit).");

  public static final Option QUOTA =
      Option.one(
          "--quota",
          "BYTES",
          "After a fetch, remove the least recently used models until the rest fits into this, such"
              + " as 500M or 20G (default: 0, no limit).");

  public static final Option CA_BUNDLE =
      Option.one(
              "--ca-bundle",
              "FILE",
              "PEM certificates to trust in addition to those that Java trusts.")
          .variable("PUMAGUARD_CA_BUNDLE");

  public static final Option CLIENT_CERT =
      Option.one(
              "--client-cert",
              "FILE",
              "PEM certificate, and those of its issuers, for servers that ask for one.")
          .variable("PUMAGUARD_CLIENT_CERT");

  public static final Option CLIENT_KEY =
      Option.one(
              "--client-key",
              "FILE",
              "Unencrypted PEM key of that certificate (default: in the file of the certificate).")
          .variable("PUMAGUARD_CLIENT_KEY");

  public static final Option ALLOW_INSECURE_REGISTRY =
      Option.flag(
          "--allow-insecure-registry", "Accept a registry over plain http from another machine.");

  public static final Option QUIET = Option.flag("--quiet", "Show errors only.").shortName("-q");

  public static final Option VERBOSE =
      Option.flag("--verbose", "Show more, including stack traces.").shortName("-v");

  /** All options, in the order of the help. */
  public static final List<Option> ALL =
      List.of(
          REGISTRY,
          SOURCE,
          CACHE_DIR,
          BASE_DIR,
          OFFLINE,
          PROGRESS,
          OUTPUT,
          PARALLEL,
          VERIFY,
          VERIFY_MAX_AGE,
          TIMEOUT,
          RETRIES,
          LIMIT_RATE,
          QUOTA,
          CA_BUNDLE,
          CLIENT_CERT,
          CLIENT_KEY,
          ALLOW_INSECURE_REGISTRY,
          QUIET,
          VERBOSE);

  /** These options. The server has further ones, and reads the same configuration file. */
  public static final OptionTable TABLE =
      new OptionTable(
          ALL,
          List.of(
              "host",
              "port",
              "models",
              "pull-through",
              "token-file",
              "refresh",
              "scrub-interval",
              "max-connections",
              "allowed-host",
              "access-log"));

  private SharedOptions() {}
}
