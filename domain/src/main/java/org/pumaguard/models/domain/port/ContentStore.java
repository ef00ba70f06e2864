package org.pumaguard.models.domain.port;

/**
 * The files of one cache directory: content addressed by digest, and the visible names that show
 * it. A store moves and keeps bytes. It uses no network and computes no digests: the caller has
 * verified that content has the stated digest.
 *
 * <p>The parts share one directory. Methods that read create nothing, need no lock and work in a
 * read-only directory. Methods that write are called under the {@link CacheLock} of the content.
 * After a crash at any point each visible name shows its old or its new content, complete;
 * temporary files may remain, and {@link Inventory} reports them. Symbolic links below the
 * directory are not followed. All parts are safe for use by many threads.
 *
 * @param blobs stored content, by digest
 * @param index which fragments and blocks stored content consists of
 * @param partials unfinished downloads
 * @param models the visible files
 * @param directories the visible directories that archives were unpacked into
 * @param inventory the directory as a whole
 */
public record ContentStore(
    BlobStore blobs,
    BlobIndex index,
    Partials partials,
    ModelFiles models,
    UnpackedDirectories directories,
    Inventory inventory) {}
