package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;

/**
 * Makes one file of two with the same content: the file at a name, and the one that is stored. It
 * takes who copies a cache directory without its links, as {@code cp -r} does, twice the disk.
 */
final class DuplicateMerger {

  private final CacheLayout layout;

  DuplicateMerger(CacheLayout layout) {
    this.layout = layout;
  }

  /**
   * Replaces one of them by a link to the other, by one atomic rename.
   *
   * @param model the file at the name, which was found right
   * @param blob the stored file
   * @param blobIsRight whether that one was found right too; if not, it is the one that goes,
   *     unless other names show it
   * @throws java.nio.file.FileSystemException where there are no links
   */
  void unite(Path model, Path blob, boolean blobIsRight) throws IOException {
    if (blobIsRight) {
      replace(model, blob);
    } else if (links(blob) == 1) {
      replace(blob, model);
    }
  }

  private void replace(Path old, Path right) throws IOException {
    Folders.make(layout, layout.staging());
    Path fresh = DurableFiles.fresh(layout.staging());
    Optional<Fingerprint> before = FileAttributes.fingerprint(right);
    try {
      Files.createLink(fresh, right);
      // The only copy from now on: it may have been written by somebody who did not force it.
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.READ)) {
        channel.force(true);
      }
      if (before.isPresent()
          && FileAttributes.fingerprint(fresh).filter(before.get()::isSameFile).isPresent()) {
        Files.move(fresh, old, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
    Folders.force(Objects.requireNonNull(old.getParent()));
  }

  private static int links(Path file) throws IOException {
    return Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer n
        ? n
        : Integer.MAX_VALUE;
  }
}
