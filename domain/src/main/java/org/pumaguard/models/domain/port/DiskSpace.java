package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.file.Path;

/** The place on a disk where a cache directory is, or will be. Looks, and changes nothing. */
public interface DiskSpace {

  /** The directory. */
  Path directory();

  /**
   * What can be done with the directory and the folders that the cache has made in it, as far as
   * that can be told without trying.
   */
  Access access() throws IOException;

  /**
   * How many bytes this program may still write there, as far as the file system tells; for a
   * directory that is still to be made, those of the disk on which it will be.
   */
  long free() throws IOException;

  /**
   * What can be done.
   *
   * @param place the file or folder that decides it
   */
  record Access(State state, Path place) {

    /** How it is. */
    public enum State {
      /** It is there, and can be read and written. */
      WRITABLE,
      /** It is there and can be read, but the place can't be written. */
      READABLE,
      /** It is not there, and can be made in the place. */
      CREATABLE,
      /** Something that is no folder stands at the place, where one has to be. */
      BLOCKED,
      /** Something that is no file stands at the place, where one has to be. */
      NO_FILE,
      /** The place can't be entered, or nothing can be made in it. */
      DENIED
    }
  }
}
