package org.pumaguard.models.domain.api;

/**
 * The disk usage of a cache directory.
 *
 * @param models the number of cached models
 * @param bytes the size of models, former versions and unpacked directories, in bytes; hard links
 *     to one file count once
 * @param savedBytes the bytes that hard links save, compared with a file for each name
 * @param partialBytes the size of unfinished downloads, in bytes
 * @param reclaimableBytes the bytes that pruning with the default retention would free
 * @param diskBytes the allocated size of the directory on disk; see {@link
 *     org.pumaguard.models.domain.model.StoreContents#diskBytes}
 */
public record CacheUsage(
    long models,
    long bytes,
    long savedBytes,
    long partialBytes,
    long reclaimableBytes,
    long diskBytes) {}
