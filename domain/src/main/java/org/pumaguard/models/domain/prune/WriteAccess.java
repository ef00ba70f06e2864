package org.pumaguard.models.domain.prune;

import java.io.IOException;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.DiskSpace;

/**
 * Refuses removals in a directory whose cache registry cannot be written: without records it is
 * unknown which versions are kept.
 */
final class WriteAccess {

  private WriteAccess() {}

  /** Fails with {@code STORAGE} if something else has the name of a file of the cache. */
  static void require(CacheDirectory directory) throws IOException {
    DiskSpace.Access access = directory.space().access();
    if (access.state() == DiskSpace.Access.State.NO_FILE) {
      throw new CacheException(
          CacheException.Kind.STORAGE,
          access.place() + " is not a regular file; nothing was removed",
          Hint.MOVE_OBSTACLE);
    }
  }
}
