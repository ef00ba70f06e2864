package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;
import org.pumaguard.models.filesystem.disk.Moves;

/**
 * Merges two files with the same content, the visible file and the blob, into one. A cache
 * directory that was copied without its hard links, for example by {@code cp -r}, uses twice the
 * disk space.
 */
final class DuplicateMerger {

  private final CacheLayout layout;

  DuplicateMerger(CacheLayout layout) {
    this.layout = layout;
  }

  /**
   * Replaces one file by a link to the other, with one atomic rename.
   *
   * @param model the visible file, already verified
   * @param blob the stored file
   * @param blobIsRight whether the blob is verified too; if not, the blob is replaced, unless it
   *     has other links
   * @throws java.nio.file.FileSystemException if the file system has no hard links
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
      // This becomes the only copy, and its writer may not have forced it to disk.
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.READ)) {
        channel.force(true);
      }
      if (before.isPresent()
          && FileAttributes.fingerprint(fresh).filter(before.get()::isSameFile).isPresent()) {
        Moves.move(layout, fresh, old);
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
