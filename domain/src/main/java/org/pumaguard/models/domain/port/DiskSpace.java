package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The file system of a cache directory that exists or can be created. Changes nothing. */
public interface DiskSpace {

  /** The cache directory. */
  Path directory();

  /**
   * The access rights to the cache directory and to the directories that the cache created in it,
   * as far as they can be determined without writing.
   */
  Access access() throws IOException;

  /**
   * The usable space in bytes, as reported by the file system. If the cache directory does not
   * exist, the file system of its nearest existing parent is asked.
   */
  long free() throws IOException;

  /**
   * What distinguishes the file system from that of an ordinary local disk; of the nearest existing
   * parent if the directory does not exist. For diagnosis: may take as long as the device needs to
   * write. By default, nothing.
   */
  default Traits traits() throws IOException {
    return Traits.ORDINARY;
  }

  /**
   * Properties of a file system.
   *
   * @param kind the name of a network, FUSE, layered or FAT file system; empty for others
   * @param forcesDirectories whether changes of a directory can be forced to disk
   * @param isDivided whether the cache's internal files are on another file system than the
   *     directory, so that a file cannot be renamed or linked between the two
   */
  record Traits(Optional<String> kind, boolean forcesDirectories, boolean isDivided) {

    /** The traits of an ordinary local disk. */
    public static final Traits ORDINARY = new Traits(Optional.empty(), true, false);
  }

  /**
   * Access rights.
   *
   * @param place the file or directory that the state is about
   */
  record Access(State state, Path place) {

    /** Kinds of access. */
    public enum State {
      /** The directory exists and is readable and writable. */
      WRITABLE,
      /** The directory exists and is readable; the place is not writable. */
      READABLE,
      /** The directory does not exist and can be created in the place. */
      CREATABLE,
      /** The place is not a directory, but has to be one. */
      BLOCKED,
      /** The place is not a regular file, but has to be one. */
      NO_FILE,
      /** The place cannot be searched, or nothing can be created in it. */
      DENIED
    }
  }
}
