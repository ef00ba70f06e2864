package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.Moves;

/** Deletes by renaming first, so that a partly deleted file or directory never keeps its name. */
final class Trash {

  private final CacheLayout layout;

  Trash(CacheLayout layout) {
    this.layout = layout;
  }

  /** Deletes a file or directory. If the disk is too full for the rename, deletes in place. */
  void discard(Path path) throws IOException {
    Optional<Path> trashed;
    try {
      trashed = rename(path);
    } catch (FileSystemException e) {
      if (!DurableFiles.isFull(e)) {
        throw e;
      }
      trashed = Optional.of(path);
    }
    if (trashed.isPresent()) {
      Folders.deleteTree(trashed.get());
    }
  }

  /** Renames a path that is on another file system than the trash. */
  private Path renameNearby(Path path, Path trashed) throws IOException {
    Path nearby = Moves.freshNear(layout, path);
    try {
      Files.move(path, nearby, StandardCopyOption.ATOMIC_MOVE);
      return nearby;
    } catch (AtomicMoveNotSupportedException e) {
      // A directory of a lower layer of an overlay has no other name on any file system.
      Moves.move(layout, path, trashed);
      return trashed;
    }
  }

  /** Renames a path into the trash; returns the new path if the path existed. */
  Optional<Path> rename(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Folders.make(layout, layout.trash());
    Path trashed = DurableFiles.fresh(layout.trash());
    try {
      Files.move(path, trashed, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // Another process has removed it meanwhile.
      return Optional.empty();
    } catch (AtomicMoveNotSupportedException e) {
      return Optional.of(renameNearby(path, trashed));
    }
    return Optional.of(trashed);
  }
}
