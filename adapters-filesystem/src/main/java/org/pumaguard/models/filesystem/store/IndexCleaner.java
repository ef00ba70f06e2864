package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.lock.LockMarks;

/**
 * Deletes stale index files, marks and notes: index files of deleted content, marks of deleted
 * directories, and notes of base files that were deleted or replaced. Each of these files describes
 * only what it is named after. Deleting one loses information, but never makes the store
 * inconsistent.
 */
final class IndexCleaner {

  private final CacheLayout layout;
  private final FragmentIndex fragments;

  IndexCleaner(CacheLayout layout) {
    this.layout = layout;
    this.fragments = new FragmentIndex(layout);
  }

  void run() throws IOException {
    tidy(layout.fragmentIndex(), fragments::isStale);
    tidy(
        layout.blockIndex(), content -> FileAttributes.fingerprint(layout.blob(content)).isEmpty());
    tidyMarks();
    new DamageNotes(layout).tidy();
    new LockMarks(layout.lockMarks()).tidy();
  }

  private void tidyMarks() throws IOException {
    for (Path mark : children(layout.unpackedMarks())) {
      Path directory = layout.directory().resolve(String.valueOf(mark.getFileName()));
      if (Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(mark);
      }
    }
  }

  private static void tidy(Path index, Staleness staleness) throws IOException {
    for (Path folder : children(index)) {
      for (Path file : children(folder)) {
        if (isStale(file, staleness)) {
          Files.deleteIfExists(file);
        }
      }
      deleteIfEmpty(folder);
    }
    deleteIfEmpty(index);
  }

  private static boolean isStale(Path file, Staleness staleness) throws IOException {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && staleness.isStale(new Sha256(String.valueOf(file.getFileName())));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException e) {
        // The folder is still in use.
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return children;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(children::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return children;
  }

  /** Whether the index file of a digest is stale. */
  private interface Staleness {
    boolean isStale(Sha256 digest) throws IOException;
  }
}
