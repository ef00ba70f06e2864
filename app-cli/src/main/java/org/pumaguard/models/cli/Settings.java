package org.pumaguard.models.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.VerifyPolicy;

/**
 * How the program is to behave: checked, and complete.
 *
 * @param registry where the source registry is
 * @param sources where to look instead of the registry's sources; none to look there
 * @param cacheDirectory absolute
 * @param baseDirectories absolute
 * @param parallel fetches at once
 * @param timeout for a connection, and for the next byte
 * @param retries further tries
 * @param limitRate bytes a second from the network; none for no limit
 * @param quota bytes that models may take; none for no bound
 * @param network proxies, trust and credentials
 */
record Settings(
    Location registry,
    List<SourceLocation> sources,
    Path cacheDirectory,
    List<Path> baseDirectories,
    boolean offline,
    ProgressStyle progress,
    OutputFormat output,
    int parallel,
    VerifyPolicy verify,
    Duration timeout,
    int retries,
    OptionalLong limitRate,
    OptionalLong quota,
    Network network,
    boolean allowInsecureRegistry,
    boolean quiet,
    boolean verbose) {

  Settings {
    sources = List.copyOf(sources);
    baseDirectories = List.copyOf(baseDirectories);
  }

  /** How progress is shown. */
  enum ProgressStyle {
    AUTO,
    BAR,
    PLAIN,
    JSON,
    NONE
  }

  /** How the result is written. */
  enum OutputFormat {
    TEXT,
    JSON
  }
}
