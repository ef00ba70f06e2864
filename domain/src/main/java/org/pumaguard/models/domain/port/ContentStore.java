package org.pumaguard.models.domain.port;

/**
 * The files of one cache directory: content addressed by digest, and the visible names that show
 * it. A store moves and keeps bytes; it knows no network and computes no digest: the caller states
 * that content has the digest that it names.
 *
 * <p>The parts share one directory. Methods that read create nothing, need no lock and work in a
 * read-only directory. Methods that write are called under the {@link CacheLock} of the content;
 * every step is atomic, and after a crash at any point each visible name shows its old or its new
 * content, whole. No symbolic link below the directory is followed. All parts are safe for use by
 * many threads.
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
