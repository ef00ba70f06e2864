package org.pumaguard.models.cli.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.settings.HttpSettings;

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
public record Settings(
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
    NetworkSettings network,
    boolean allowInsecureRegistry,
    boolean quiet,
    boolean verbose) {

  public Settings {
    sources = List.copyOf(sources);
    baseDirectories = List.copyOf(baseDirectories);
  }

  /** How the cache is to behave. */
  public CacheSettings cache() {
    return new CacheSettings(
        offline,
        parallel,
        verify,
        retries,
        CacheSettings.DEFAULT.backoff(),
        CacheSettings.DEFAULT.patience(),
        quota);
  }

  /** Where the cache is. */
  public FilesystemSettings filesystem() {
    return new FilesystemSettings(cacheDirectory, baseDirectories);
  }

  /**
   * How the network is used.
   *
   * @param agent what this program calls itself
   */
  public HttpSettings http(String agent) {
    return new HttpSettings(
        timeout, parallel + 1, agent, network.proxies(), network.trust(), network.credentials());
  }

  /**
   * Reads the source registry, with the sources that were given instead of its own.
   *
   * @throws org.pumaguard.models.domain.api.CacheException when it can't be had or is refused
   */
  public SourceRegistry load(RegistryLoader loader) {
    SourceRegistry loaded = loader.load(registry, allowInsecureRegistry);
    return sources.isEmpty() ? loaded : loaded.withSources(sources);
  }

  /** How progress is shown. */
  public enum ProgressStyle {
    AUTO,
    BAR,
    PLAIN,
    JSON,
    NONE
  }

  /** How the result is written. */
  public enum OutputFormat {
    TEXT,
    JSON
  }
}
