package org.pumaguard.models.filesystem;

import java.nio.file.Path;
import java.util.List;

/**
 * The directories of a cache. A relative path is one of the working directory, and becomes absolute
 * here, so that all paths of the cache are absolute.
 *
 * @param cacheDirectory the cache directory, which is created when it is first written to
 * @param baseDirectories read-only caches that are searched first
 */
public record FilesystemSettings(Path cacheDirectory, List<Path> baseDirectories) {

  public FilesystemSettings {
    cacheDirectory = absolute(cacheDirectory);
    baseDirectories = baseDirectories.stream().map(FilesystemSettings::absolute).toList();
  }

  /** Without base directories. */
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

  private static Path absolute(Path directory) {
    return directory.toAbsolutePath().normalize();
  }
}
