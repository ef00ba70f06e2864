package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.file.Path;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Known damage to files in base directories, which are read-only. An entry is a hint: if it is
 * lost, the damage is found again by reading the file. Safe for use by many threads.
 */
public interface DamagedFiles {

  /** Records that a file with this fingerprint does not have this content. */
  void mark(Path file, Fingerprint fingerprint, Sha256 content) throws IOException;

  /** Whether an entry exists for this file, fingerprint and content. */
  boolean isMarked(Path file, Fingerprint fingerprint, Sha256 content);

  /** Removes the entry of a file, if there is one. */
  void clear(Path file, Sha256 content) throws IOException;
}
