package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.file.Path;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Remembers damaged files of base directories, which cannot be written to. An entry is a hint: if
 * it is lost, the damage is found again by reading the file.
 */
public interface DamagedFiles {

  /** Records that a file with this fingerprint does not have this content. */
  void mark(Path file, Fingerprint fingerprint, Sha256 content) throws IOException;

  /** Whether that is recorded, and the file still has the same fingerprint. */
  boolean isMarked(Path file, Fingerprint fingerprint, Sha256 content);

  /** Removes the entry of a file. */
  void clear(Path file, Sha256 content) throws IOException;
}
