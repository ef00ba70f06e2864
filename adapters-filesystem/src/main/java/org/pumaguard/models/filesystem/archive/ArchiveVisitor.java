package org.pumaguard.models.filesystem.archive;

import java.io.IOException;
import java.io.InputStream;

/** Receives the entries of an archive, in the order of the archive. */
interface ArchiveVisitor {

  /** Visits a directory. */
  void directory(String name) throws IOException;

  /** Visits a regular file. The content is valid during the call and may be read partially. */
  void file(String name, boolean executable, InputStream content) throws IOException;
}
