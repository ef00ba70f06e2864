package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Unfinished downloads, by the digest of the content that they will have. Part of a {@link
 * ContentStore}.
 */
public interface Partials {

  /**
   * Opens a partial, and creates it if there is none. The caller holds the content's lock and
   * closes it.
   */
  Partial open(Sha256 content) throws IOException;

  /** The fingerprint of a partial; it changes while a process writes to it. */
  Optional<Fingerprint> find(Sha256 content) throws IOException;

  /** Deletes a partial and its journal, if there is one. */
  void discard(Sha256 content) throws IOException;

  /** The digests of all unfinished downloads. */
  Set<Sha256> contents() throws IOException;
}
