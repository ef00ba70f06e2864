package org.pumaguard.models.domain.api;

/**
 * What a cache directory takes.
 *
 * @param models how many models are cached
 * @param bytes of models, their former versions and unpacked directories; content that several
 *     names share counts once where they are links to one file, and as often as it is there where
 *     the file system has no links
 * @param savedBytes what names of the same content would take besides, if each had its own file
 * @param partialBytes what is there of content on its way
 * @param reclaimableBytes how much of all that pruning would free now
 * @param diskBytes what everything in the directory takes on disk, in whole blocks; see {@link
 *     org.pumaguard.models.domain.model.StoreContents#diskBytes}
 */
public record CacheUsage(
    long models,
    long bytes,
    long savedBytes,
    long partialBytes,
    long reclaimableBytes,
    long diskBytes) {}
