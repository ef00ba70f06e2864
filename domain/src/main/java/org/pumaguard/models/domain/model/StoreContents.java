package org.pumaguard.models.domain.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The files of a cache directory, as found by one walk. Other processes may change the directory
 * during the walk; the result is exact only under the exclusive collector lock.
 *
 * @param contents stored content
 * @param visible regular files at visible names, from this cache or other programs
 * @param directories visible directories, and the number of bytes of the files in them
 * @param partials unfinished downloads: the bytes that their journals list, and the time of the
 *     last change
 * @param leftovers other files
 * @param hasNotes whether an index entry of content or a mark of a directory exists, even if the
 *     content or directory is gone
 * @param diskBytes the disk usage of the directory, including the blocks of directories. A file
 *     with several links counts once, sizes are rounded up to blocks of the file system, and a
 *     partial, which may be sparse, counts as its journal lists it. This equals the output of
 *     {@code du} if directories and small files occupy blocks, only partials are sparse, and the
 *     journals are complete
 */
public record StoreContents(
    Map<Sha256, Item> contents,
    Map<ModelName, Item> visible,
    Map<FileName, Long> directories,
    Map<Sha256, Item> partials,
    List<Leftover> leftovers,
    boolean hasNotes,
    long diskBytes) {

  /** Whether the directory has no file of the cache. */
  public boolean isEmpty() {
    return contents.isEmpty() && partials.isEmpty() && leftovers.isEmpty() && !hasNotes;
  }

  /**
   * A file, or a directory with its contents.
   *
   * @param bytes the length of the content in bytes
   * @param lastModified the time of the last change of the content
   * @param identity equal for two links to the same file
   */
  public record Item(long bytes, Instant lastModified, Object identity) {}

  /**
   * A file or directory that is neither content nor a model.
   *
   * @param path in the cache directory
   */
  public record Leftover(Kind kind, Path path, Item item) {}

  /** Kinds of leftovers. */
  public enum Kind {
    /** A directory that an archive was unpacked into, or a temporary link to stored content. */
    STAGED,
    /** A temporary small file; its writer is unknown. */
    STAGED_FILE,
    /** A file or directory that was about to be deleted. */
    TRASH,
    /** A journal without its partial. */
    JOURNAL,
    /** A fragment under a visible name, as PumaGuard's Python code leaves it. */
    FRAGMENT,
    /** A file of the user that had the name of a model; never removed. */
    ASIDE
  }
}
