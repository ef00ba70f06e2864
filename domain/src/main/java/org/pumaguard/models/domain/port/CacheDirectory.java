package org.pumaguard.models.domain.port;

/**
 * A cache directory.
 *
 * @param store stored content and visible files
 * @param damaged known damage in base directories
 * @param records the cache registry
 * @param space access rights and free space
 */
public record CacheDirectory(
    ContentStore store, DamagedFiles damaged, CacheRegistry records, DiskSpace space) {}
