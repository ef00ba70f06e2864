package org.pumaguard.models.domain.port;

/**
 * A cache directory: its files, what is recorded of them, and the disk that they are on.
 *
 * @param store the files
 * @param records what is known of them
 * @param space where they are
 */
public record CacheDirectory(ContentStore store, CacheRegistry records, DiskSpace space) {}
