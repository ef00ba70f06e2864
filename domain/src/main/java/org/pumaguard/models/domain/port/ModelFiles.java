package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;

/** The visible files of a cache directory, by model name. Part of a {@link ContentStore}. */
public interface ModelFiles {

  /** The absolute path at which a model of this name is or will be visible. */
  Path path(ModelName name);

  /** The fingerprint of the regular file at a visible name. */
  Optional<Fingerprint> find(ModelName name) throws IOException;

  /** A description of what has the name without being a regular file; it is never removed. */
  Optional<String> obstacle(ModelName name) throws IOException;

  /** Opens the file at a visible name. The caller closes it. */
  Content open(ModelName name) throws IOException;

  /**
   * Makes the file at a visible name the stored content of this digest; the caller has verified it.
   * A file that cannot be linked, or that another user may write to, stays as it is. If the content
   * is already stored in another file, one of the two is removed: the file at the name if the
   * stored one was verified too, else the stored one unless other names show it.
   *
   * @param isStoredVerified whether the stored file was found to have this digest
   */
  VisibleFile adopt(ModelName name, Sha256 content, boolean isStoredVerified) throws IOException;

  /**
   * Makes a name show stored content, durably, by one atomic rename over the former file.
   *
   * @param former the stored content that the name showed before, if it is known
   * @throws Overtaken if another process has published another file under the name meanwhile
   * @throws IOException also if something that is not a regular file has the name
   */
  VisibleFile publish(ModelName name, Sha256 content, Optional<Sha256> former) throws IOException;

  /**
   * Moves the file at the name to a name that is never removed automatically.
   *
   * @return its new path
   */
  Path setAside(ModelName name) throws IOException;

  /** Removes a name; the content that it shows stays stored. */
  List<FingerprintChange> unpublish(ModelName name, Sha256 content) throws IOException;

  /**
   * The file that a name shows.
   *
   * @param file the fingerprint of the file that was published, even if another one has the name
   *     now
   * @param changes how fingerprints of files changed that were linked or unlinked for it
   */
  record VisibleFile(Fingerprint file, List<FingerprintChange> changes) {

    public VisibleFile {
      changes = List.copyOf(changes);
    }
  }

  /** Another process has replaced a file of the cache; the caller determines its state again. */
  final class Overtaken extends FileSystemException {

    private static final long serialVersionUID = 1;

    /** A file that another process has replaced. */
    public Overtaken(Path file) {
      super(file.toString(), null, "another process has put another file there");
    }
  }
}
