package org.pumaguard.models.domain.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;

/** The directory into which a model that is an archive is unpacked beside it. */
record UnpackedDirectory(CacheParts parts, ModelName model, FileName directory) {

  /**
   * Unpacks stored content, and puts the directory into the place of the one that came from the
   * model before.
   *
   * @param entry what is recorded of the model
   * @throws CacheException when the directory is somebody else's, or the content can't be unpacked
   */
  void bring(Sha256 content, Optional<CacheRegistry.Entry> entry, Cancellation cancellation)
      throws IOException {
    ContentStore store = parts.shelf().store();
    boolean ours =
        entry.flatMap(CacheRegistry.Entry::unpacked).filter(directory::equals).isPresent();
    if (store.hasDirectory(directory) && !ours) {
      throw new CacheException(
          CacheException.Kind.STORAGE,
          model
              + ": the directory '"
              + directory
              + "' into which it is unpacked is there"
              + " already and does not come from this cache",
          "move it away, and try again");
    }
    Path staged = store.stage();
    try (Content archive = store.open(content)) {
      parts.archives().unpack(archive, staged, Archives.Limits.DEFAULT, cancellation);
      store.publishDirectory(staged, directory);
    } catch (Archives.Malformed e) {
      throw new CacheException(
          CacheException.Kind.INTEGRITY,
          model + ": can't be unpacked: " + e.getMessage(),
          "its bytes are those of the registry; ask whoever publishes it",
          e);
    } finally {
      store.discardStaged(staged);
    }
  }
}
