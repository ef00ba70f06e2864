package org.pumaguard.models.cli.settings;

import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.settings.HttpSettings;

/** The settings of a program, checked and complete. */
public record Settings(
    RegistrySettings registry,
    FilesystemSettings filesystem,
    CacheSettings cache,
    NetworkSettings network,
    OutputSettings output) {

  /**
   * The settings of the HTTP client: one connection for each file that is fetched at once, and one
   * for the registry.
   *
   * @param agent the program's name and version, for the servers
   */
  public HttpSettings http(String agent) {
    return new HttpSettings(
        network.timeout(),
        cache.parallel() + 1,
        agent,
        network.proxies(),
        network.trust(),
        network.credentials());
  }
}
