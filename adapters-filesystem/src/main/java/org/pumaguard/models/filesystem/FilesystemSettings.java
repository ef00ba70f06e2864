package org.pumaguard.models.filesystem;

import java.nio.file.Path;
import java.util.List;

/**
 * Where things lie.
 *
 * @param cacheDirectory the cache directory, absolute; made when it is first written to
 * @param baseDirectories read-only caches that are looked in first, absolute
 */
public record FilesystemSettings(Path cacheDirectory, List<Path> baseDirectories) {

  public FilesystemSettings {
    baseDirectories = List.copyOf(baseDirectories);
  }

  /** Only a cache directory, absolute. */
  public FilesystemSettings(Path cacheDirectory) {
    this(cacheDirectory, List.of());
  }

  /** These settings with another cache directory. */
  public FilesystemSettings withCacheDirectory(Path other) {
    return new FilesystemSettings(other, baseDirectories);
  }

  /** These settings with other base directories. */
  public FilesystemSettings withBaseDirectories(List<Path> others) {
    return new FilesystemSettings(cacheDirectory, others);
  }
}
