package org.pumaguard.models.domain.port;

/**
 * A cache directory: its files and what is recorded of them.
 *
 * @param store the files
 * @param records what is known of them
 */
public record CacheDirectory(ContentStore store, CacheRegistry records) {}
