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
import org.pumaguard.models.domain.port.UnpackedDirectories;

/** The directory beside a model into which the model, an archive, is unpacked. */
public record UnpackedDirectory(CacheParts parts, ModelName model, FileName directory) {

  /**
   * Unpacks stored content and replaces the directory of the former version.
   *
   * @param entry the record of the model
   * @throws CacheException if the cache did not create the directory, or the archive is malformed
   */
  public void unpack(Sha256 content, Optional<CacheRegistry.Entry> entry, Cancellation cancellation)
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

  /** Whether the directory exists without a mark, as in a copied cache directory. */
  private boolean isCopied() throws IOException {
    return store().directories().exists(directory)
        && store().directories().modelOf(directory, UnpackedDirectories.Identity.INODE).isEmpty();
  }

  /**
   * Whether a directory without a mark has exactly the content of the archive, so that it can be
   * used even in a read-only cache directory.
   */
  public boolean isCopyOf(Sha256 content, Cancellation cancellation) throws IOException {
    return isCopied() && isExactly(content, cancellation);
  }

  /** Marks such a directory as the cache's. */
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
    } catch (Archives.Malformed | Archives.Unsupported | NoSuchFileException e) {
      return false;
    }
  }

  private Path path() {
    return store().models().path(new ModelName(directory));
  }

  /** The first half of {@link #unpack}: fails if the archive is malformed or obstructed. */
  public Path stage(Sha256 content, Optional<CacheRegistry.Entry> entry, Cancellation cancellation)
      throws IOException {
    if (entry.isPresent()) {
      adoptIfCopied(entry.get().sha256(), cancellation);
    }
    boolean isOurs =
        entry.flatMap(CacheRegistry.Entry::unpacked).filter(directory::equals).isPresent()
            || store().directories().isUnchanged(directory);
    if (store().directories().exists(directory) && !isOurs) {
      throw new CacheException(
          CacheException.Kind.STORAGE,
          model
              + ": cannot unpack into '"
              + directory
              + "': the directory exists and was not created by this cache",
          Hint.MOVE_DIRECTORY_OBSTACLE);
    }
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      // Checked before the new version becomes visible, so that the former one stays usable.
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
    } catch (Archives.Malformed | Archives.Unsupported e) {
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

  /** The second half: one rename of the staged directory. */
  public void publish(Path staged) throws IOException {
    store().directories().publish(staged, directory, model).ifPresent(this::warnKept);
  }

  /** Unpacks the archive again; the damaged directory is set aside for the user. */
  public void mend(CacheRegistry.Entry entry, Cancellation cancellation) throws IOException {
    Path staged = stage(entry.sha256(), Optional.of(entry), cancellation);
    try {
      if (store().directories().exists(directory)) {
        warnKept(store().models().setAside(new ModelName(directory)));
      }
      publish(staged);
    } finally {
      discard(staged);
    }
  }

  /** Deletes the directory; a changed one is set aside. */
  public void drop() throws IOException {
    store().directories().discard(directory).ifPresent(this::warnKept);
  }

  /**
   * Compares the directory with the verified archive.
   *
   * @return the difference, for people
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

  private void warnKept(Path aside) {
    parts
        .progress()
        .warn(
            model
                + ": the directory '"
                + directory
                + "' was changed after it was unpacked; it is kept as "
                + aside);
  }

  /** Opens stored content, else the visible file, which is not stored if links are impossible. */
  private Content open(Sha256 content) throws IOException {
    return store().blobs().find(content).isPresent()
        ? store().blobs().open(content)
        : store().models().open(model);
  }

  /** Deletes a staged directory, unless it was published. */
  public void discard(Path staged) throws IOException {
    store().directories().discardStaged(staged);
  }

  private ContentStore store() {
    return parts.view().store();
  }
}
