package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Stored content: files named by the SHA-256 digest of their bytes. Part of a {@link ContentStore}.
 */
public interface BlobStore {

  /** The fingerprint of stored content; empty if it is not stored. */
  Optional<Fingerprint> find(Sha256 content) throws IOException;

  /**
   * Opens stored content.
   *
   * @throws IOException also if it is not stored
   */
  Content open(Sha256 content) throws IOException;

  /** The digests of all stored content. */
  Set<Sha256> contents() throws IOException;

  /**
   * Makes a complete partial the stored content of this digest: durable, read-only, by one rename
   * over the former file. Visible names that show the former file keep showing it.
   *
   * @param fragments which fragments the content consists of, for {@link BlobIndex#locate}
   */
  void commit(Sha256 content, Partial partial, List<FragmentRange> fragments) throws IOException;

  /**
   * Stores the file at a visible name, which the caller has verified, by a hard link; by a copy
   * where a link is impossible. A stored file of this digest that is not that file is replaced.
   *
   * @return how fingerprints of linked files changed
   */
  List<FingerprintChange> keep(ModelName name, Sha256 content) throws IOException;

  /**
   * Deletes stored content.
   *
   * @return its length in bytes; 0 if it was not stored
   */
  long discard(Sha256 content) throws IOException;
}
