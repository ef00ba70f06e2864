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
   * Adds new models: makes complete partials the stored content of their digests, as {@link
   * #commit} does, and makes their names show it. What the models have in common is forced to disk
   * once for all of them. A name that something else has, or that cannot be linked, stays as it is.
   *
   * <p>What is stored and shown is durable on return. After a crash before that, each name shows
   * nothing or its whole content, and each content is stored whole or not at all. A failure of one
   * model does not stop the others. The caller holds the locks of all contents and names, and has
   * verified and forced all partials.
   *
   * @param additions models with different names and contents
   * @return the result of each addition, in their order
   */
  List<Added> commitAll(List<Addition> additions);

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

  /**
   * A model to add.
   *
   * @param partial complete, verified and forced; it stays open
   * @param fragments which fragments the content consists of, for {@link BlobIndex#locate}
   */
  record Addition(ModelName name, Sha256 content, Partial partial, List<FragmentRange> fragments) {

    public Addition {
      fragments = List.copyOf(fragments);
    }
  }

  /** What became of an addition. */
  sealed interface Added {

    /**
     * Stored and shown.
     *
     * @param file the fingerprint of the visible file
     */
    record Shown(Fingerprint file) implements Added {}

    /** Stored; something else has the name, or it cannot be linked to stored content here. */
    record Stored() implements Added {}

    /** Neither stored nor shown; or not known to be durable. */
    record Failed(IOException cause) implements Added {}
  }
}
