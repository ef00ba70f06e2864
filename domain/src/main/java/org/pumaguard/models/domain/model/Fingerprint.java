package org.pumaguard.models.domain.model;

/**
 * What the file system says of a file without reading it. While it stays the same, the file is
 * taken to be the one that was verified.
 *
 * @param size in bytes
 * @param mtime when the content was changed, in nanoseconds since the epoch
 * @param ctime when anything of the file was changed, in nanoseconds since the epoch
 * @param inode the file's number in its file system
 */
public record Fingerprint(long size, long mtime, long ctime, long inode) {}
