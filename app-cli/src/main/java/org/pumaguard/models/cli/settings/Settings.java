package org.pumaguard.models.cli.settings;

import org.pumaguard.models.domain.api.CacheSettings;
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
   * The settings of the HTTP client: one connection for each concurrent file fetch, and one for the
   * registry.
   *
   * @param agent the name and version of the program, sent as User-Agent
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
