package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.util.Optional;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.StoreContents;

/**
 * Everything in a cache directory, for usage figures and for removal. Part of a {@link
 * ContentStore}.
 */
public interface Inventory {

  /** Walks the whole directory, without a lock. */
  StoreContents read() throws IOException;

  /**
   * Opens a visible regular file that has the name of a fragment, as other programs leave them. Its
   * bytes are unverified.
   */
  Optional<Content> openLeftover(FileName fragment) throws IOException;

  /** Deletes a leftover if it still exists; links and directories are deleted themselves. */
  void discard(StoreContents.Leftover leftover) throws IOException;

  /**
   * Deletes index entries of content that is no longer stored, and marks of directories that no
   * longer exist. The caller holds the exclusive lock.
   */
  void tidy() throws IOException;
}
