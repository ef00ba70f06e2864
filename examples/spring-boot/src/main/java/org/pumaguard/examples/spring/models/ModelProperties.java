package org.pumaguard.examples.spring.models;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.lang.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the cache and of the models that this program wants.
 *
 * @param directory the cache directory
 * @param registry where the models are described: an absolute URI of a file, a folder or a URL
 * @param baseDirectories read-only caches that are searched first
 * @param offline whether to use no network
 * @param parallel the number of concurrent fetches; adaptive if absent
 * @param timeout how long a connection may transfer no byte
 * @param quota the size above which the least recently used models are evicted; none if absent
 * @param wanted the models to fetch at the start; all models of the registry if empty
 * @param readiness when the program is ready
 * @param retryAfter the wait after a round in which a model could not be fetched
 */
@ConfigurationProperties("pumaguard.models")
public record ModelProperties(
    Path directory,
    URI registry,
    @DefaultValue List<Path> baseDirectories,
    @DefaultValue("false") boolean offline,
    @Nullable Integer parallel,
    @DefaultValue("60s") Duration timeout,
    @Nullable DataSize quota,
    @DefaultValue List<String> wanted,
    @DefaultValue("when-cached") Readiness readiness,
    @DefaultValue("30s") Duration retryAfter) {

  /** When the program accepts traffic. */
  public enum Readiness {
    /** When all wanted models are cached. */
    WHEN_CACHED,
    /** As soon as it has started; a request that needs a model waits for it. */
    AT_ONCE
  }
}
