package org.pumaguard.models.domain.port;

/**
 * A cache directory: its files, its records, and the disk that it is on.
 *
 * @param store the files
 * @param damaged damaged files of base directories
 * @param records what is recorded about the models
 * @param space the disk
 */
public record CacheDirectory(
    ContentStore store, DamagedFiles damaged, CacheRegistry records, DiskSpace space) {}
