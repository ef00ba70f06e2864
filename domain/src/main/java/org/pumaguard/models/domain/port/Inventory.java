package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.StoreContents;

/**
 * All files of a cache directory, for usage figures and for removal. Part of a {@link
 * ContentStore}.
 */
public interface Inventory {

  /**
   * Walks the whole directory, without a lock. Files that other processes create or delete during
   * the walk may be missing.
   */
  StoreContents read() throws IOException;

  /**
   * The names of all entries beside the visible files, whatever they are, as the directory lists
   * them; empty if the directory does not exist. Looks at no entry.
   */
  Set<String> names() throws IOException;

  /**
   * Opens a visible regular file that has the name of a fragment, as other programs leave them. Its
   * bytes are unverified. The caller closes it.
   */
  Optional<Content> openLeftover(FileName fragment) throws IOException;

  /** Deletes a leftover if it still exists, without following links. */
  void discard(StoreContents.Leftover leftover) throws IOException;

  /**
   * Deletes index entries of content that is no longer stored, and marks of directories that no
   * longer exist. The caller holds the exclusive lock.
   */
  void tidy() throws IOException;
}
