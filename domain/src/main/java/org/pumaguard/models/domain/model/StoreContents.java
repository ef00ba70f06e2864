package org.pumaguard.models.domain.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What lies in a cache directory, as one walk through it found it. Others may be at work meanwhile:
 * only under the exclusive collector lock is it more than an impression.
 *
 * @param contents stored content
 * @param visible regular files at visible names, whoever put them there
 * @param directories visible directories, and the bytes of the files in them
 * @param partials content on its way: the bytes that its journal says are there, and when it was
 *     last worked on
 * @param leftovers what lies about
 * @param hasNotes whether anything is noted of content, or of directories, be these there or not
 * @param diskBytes what everything in the directory takes on disk, its own blocks and those of
 *     directories included: files with several names once, sizes rounded up to the file system's
 *     blocks, and of a partial, which may be full of holes, what its journal says is there. That is
 *     what {@code du} says where directories and small files have blocks of their own, no file but
 *     a partial has holes, and the journals know all that was written
 */
public record StoreContents(
    Map<Sha256, Item> contents,
    Map<ModelName, Item> visible,
    Map<FileName, Long> directories,
    Map<Sha256, Item> partials,
    List<Leftover> leftovers,
    boolean hasNotes,
    long diskBytes) {

  /** Whether nothing at all is there that the cache made. */
  public boolean isEmpty() {
    return contents.isEmpty() && partials.isEmpty() && leftovers.isEmpty() && !hasNotes;
  }

  /**
   * A file, or a directory with all in it.
   *
   * @param bytes of its content
   * @param lastModified when that was changed
   * @param identity equal for two names of the same file
   */
  public record Item(long bytes, Instant lastModified, Object identity) {}

  /**
   * Something that is neither content nor a model.
   *
   * @param path where it is, below the cache directory
   */
  public record Leftover(Kind kind, Path path, Item item) {}

  /** Kinds of leftovers. */
  public enum Kind {
    /** A directory in which an archive was being unpacked, or a second name of stored content. */
    STAGED,
    /** A small file that was being written, by whom can't be told. */
    STAGED_FILE,
    /** What was about to be deleted. */
    TRASH,
    /** A journal without its partial. */
    JOURNAL,
    /** A published fragment of a model under a visible name, as PumaGuard's Python code left it. */
    FRAGMENT,
    /** A file of the user's that was in the way of a model; never to be removed. */
    ASIDE
  }
}
