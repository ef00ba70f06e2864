package org.pumaguard.models.cli.settings;

import java.nio.file.Path;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.settings.HttpSettings;

/** The validated settings of a program. */
public record Settings(
    RegistrySettings registry,
    FilesystemSettings filesystem,
    CacheSettings cache,
    NetworkSettings network,
    OutputSettings output) {

  /**
   * Default settings: the built-in registry, online, no proxy, no credentials, no output.
   *
   * @param directory the cache directory
   */
  public static Settings at(Path directory) {
    return new Settings(
        RegistrySettings.at(FilesystemModule.BUILT_IN_REGISTRY),
        new FilesystemSettings(directory),
        CacheSettings.DEFAULT,
        NetworkSettings.direct(HttpSettings.DEFAULT.timeout()),
        OutputSettings.QUIET);
  }

  /** These settings with another registry. */
  public Settings withRegistry(RegistrySettings other) {
    return new Settings(other, filesystem, cache, network, output);
  }

  /** These settings with other directories. */
  public Settings withFilesystem(FilesystemSettings other) {
    return new Settings(registry, other, cache, network, output);
  }

  /** These settings with other settings of the cache. */
  public Settings withCache(CacheSettings other) {
    return new Settings(registry, filesystem, other, network, output);
  }

  /** These settings with other settings of the network. */
  public Settings withNetwork(NetworkSettings other) {
    return new Settings(registry, filesystem, cache, other, output);
  }

  /** These settings with another output. */
  public Settings withOutput(OutputSettings other) {
    return new Settings(registry, filesystem, cache, network, other);
  }

  /**
   * The settings of the HTTP client: one connection for each concurrent file fetch, and one for the
   * registry.
   *
   * @param agent the name and version of the program, sent as User-Agent
   */
  public HttpSettings http(String agent) {
    return new HttpSettings(
        network.timeout(),
        cache.parallel().max() + 1,
        agent,
        network.proxies(),
        network.trust(),
        network.credentials());
  }
}
