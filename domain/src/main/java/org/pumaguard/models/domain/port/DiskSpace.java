package org.pumaguard.models.domain.port;

import java.io.IOException;

/** The place on a disk where a cache directory is, or will be. Looks, and changes nothing. */
public interface DiskSpace {

  /**
   * How many bytes this program may still write there, as far as the file system tells; for a
   * directory that is still to be made, those of the disk on which it will be.
   */
  long free() throws IOException;
}
