package org.pumaguard.models.filesystem.archive;

import java.io.IOException;
import java.io.InputStream;

/** Takes what is in an archive, one entry after the other, in the archive's order. */
interface ArchiveVisitor {

  /** A directory. */
  void directory(String name) throws IOException;

  /** A plain file; its content is valid during the call only, and need not be read to its end. */
  void file(String name, boolean executable, InputStream content) throws IOException;
}
