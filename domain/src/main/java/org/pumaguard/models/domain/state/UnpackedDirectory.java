package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Archives;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;

/** The directory into which a model that is an archive is unpacked beside it. */
public record UnpackedDirectory(CacheParts parts, ModelName model, FileName directory) {

  /**
   * Unpacks stored content, and puts the directory into the place of the one that came from the
   * model before.
   *
   * @param entry what is recorded of the model
   * @throws CacheException when the directory is somebody else's, or the content can't be unpacked
   */
  public void bring(Sha256 content, Optional<CacheRegistry.Entry> entry, Cancellation cancellation)
      throws IOException {
    if (adoptIfCopied(content, cancellation)) {
      return;
    }
    Path staged = stage(content, entry, cancellation);
    try {
      publish(staged);
    } finally {
      discard(staged);
    }
  }

  /** Whether one is there that this cache has not made, as in a copy of its whole directory. */
  private boolean isCopied() throws IOException {
    return store().directories().exists(directory)
        && store().directories().modelOf(directory).isEmpty();
  }

  /**
   * Whether one that this cache has not made is just what would be unpacked, so that it can be used
   * even where nothing can be noted.
   */
  public boolean isCopyOf(Sha256 content, Cancellation cancellation) throws IOException {
    return isCopied() && isExactly(content, cancellation);
  }

  /** Takes such a one for the cache's own. */
  public boolean adoptIfCopied(Sha256 content, Cancellation cancellation) throws IOException {
    boolean isCopy = isCopyOf(content, cancellation);
    if (isCopy) {
      store().directories().adopt(directory, model);
    }
    return isCopy;
  }

  private boolean isExactly(Sha256 content, Cancellation cancellation) throws IOException {
    try (Content archive = open(content)) {
      return parts.archives().isExactly(archive, path(), cancellation);
    } catch (Archives.Malformed | NoSuchFileException e) {
      return false;
    }
  }

  private Path path() {
    return store().models().path(new ModelName(directory));
  }

  /** The first half of {@link #bring}: all that can fail because of what the content is. */
  public Path stage(Sha256 content, Optional<CacheRegistry.Entry> entry, Cancellation cancellation)
      throws IOException {
    if (entry.isPresent()) {
      adoptIfCopied(entry.get().sha256(), cancellation);
    }
    boolean ours =
        entry.flatMap(CacheRegistry.Entry::unpacked).filter(directory::equals).isPresent()
            || store().directories().isUnchanged(directory);
    if (store().directories().exists(directory) && !ours) {
      throw new CacheException(
          CacheException.Kind.STORAGE,
          model
              + ": the directory '"
              + directory
              + "' into which it is unpacked is there"
              + " already and does not come from this cache",
          Hint.MOVE_DIRECTORY_OBSTACLE);
    }
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      // Before its model shows the new version: a good one is not lost to what can't be unpacked.
      throw new CacheException(
          CacheException.Kind.STORAGE,
          model + ": " + obstacle.get() + " is where the directory '" + directory + "' has to be",
          Hint.MOVE_DIRECTORY_OBSTACLE);
    }
    Path staged = store().directories().stage();
    boolean done = false;
    try (Content archive = open(content)) {
      parts.archives().unpack(archive, staged, Archives.Limits.DEFAULT, cancellation);
      done = true;
      return staged;
    } catch (Archives.Malformed e) {
      throw new CacheException(
          CacheException.Kind.INTEGRITY,
          model
              + ": can't be unpacked: "
              + e.getMessage()
              + "; its bytes match the registry's checksum",
          Hint.REPORT_TO_PUBLISHER,
          e);
    } finally {
      if (!done) {
        discard(staged);
      }
    }
  }

  private Optional<String> obstacle() throws IOException {
    if (store().directories().exists(directory)) {
      return Optional.empty();
    }
    ModelName name = new ModelName(directory);
    return store().models().find(name).isPresent()
        ? Optional.of("a file")
        : store().models().obstacle(name);
  }

  /** The second half: one rename. */
  public void publish(Path staged) throws IOException {
    tell(store().directories().publish(staged, directory, model));
  }

  /** Unpacks it again; what bears its name now is kept, since somebody may need what is in it. */
  public void mend(CacheRegistry.Entry entry, Cancellation cancellation) throws IOException {
    Path staged = stage(entry.sha256(), Optional.of(entry), cancellation);
    try {
      if (store().directories().exists(directory)) {
        tell(Optional.of(store().models().setAside(new ModelName(directory))));
      }
      publish(staged);
    } finally {
      discard(staged);
    }
  }

  /** Deletes it, unless somebody has changed it. */
  public void drop() throws IOException {
    tell(store().directories().discard(directory));
  }

  /**
   * Compares it with the model's file, which was found right.
   *
   * @return what is wrong with it, for people
   */
  public Optional<String> damage(Sha256 content, Cancellation cancellation) throws IOException {
    if (!store().directories().exists(directory)) {
      return Optional.of("the directory '" + directory + "' is gone");
    }
    if (isCopied()) {
      return isExactly(content, cancellation)
          ? Optional.empty()
          : Optional.of(
              "the directory '" + directory + "' is not the one that was unpacked from it");
    }
    try (Content archive = store().models().open(model)) {
      return parts
          .archives()
          .difference(archive, path(), cancellation)
          .map(what -> "in the directory '" + directory + "' " + what);
    }
  }

  private void tell(Optional<Path> aside) {
    aside.ifPresent(
        path ->
            parts
                .progress()
                .warn(
                    model
                        + ": the directory '"
                        + directory
                        + "' that was there is not as it was unpacked; it is kept as "
                        + path));
  }

  /** Where there are no links, what others have put there is nowhere but under its name. */
  private Content open(Sha256 content) throws IOException {
    return store().blobs().find(content).isPresent()
        ? store().blobs().open(content)
        : store().models().open(model);
  }

  /** Deletes what was staged, unless it was published. */
  public void discard(Path staged) throws IOException {
    store().directories().discardStaged(staged);
  }

  private ContentStore store() {
    return parts.view().store();
  }
}
