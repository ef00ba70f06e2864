package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.DamagedFiles;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;

/**
 * Records damaged files of base directories. The cache cannot write next to such a file, and damage
 * need not change its times, so each has a note in the cache directory. A note holds the file's
 * path and fingerprint.
 */
final class DamageNotes implements DamagedFiles {

  private final CacheLayout layout;

  DamageNotes(CacheLayout layout) {
    this.layout = layout;
  }

  @Override
  public void mark(Path file, Fingerprint seen, Sha256 content) throws IOException {
    Folders.make(layout, layout.condemned());
    DurableFiles.replace(
        layout, note(file, content), text(file, seen).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean isMarked(Path file, Fingerprint seen, Sha256 content) {
    try {
      Optional<String> text = read(note(file, content));
      return text.equals(Optional.of(text(file, seen)));
    } catch (IOException e) {
      // The file is then judged by its record, or read in full.
      return false;
    }
  }

  @Override
  public void clear(Path file, Sha256 content) throws IOException {
    Path note = note(file, content);
    if (read(note).isPresent()) {
      Files.deleteIfExists(note);
    }
  }

  /** Deletes the notes of files that were deleted or replaced. */
  void tidy() throws IOException {
    if (!Files.isDirectory(layout.condemned(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(layout.condemned())) {
      for (Path note : notes) {
        Optional<String> text = isNote(note) ? read(note) : Optional.empty();
        if (text.isPresent() && isStale(text.get())) {
          Files.deleteIfExists(note);
        }
      }
    }
  }

  private static boolean isNote(Path path) {
    return String.valueOf(path.getFileName()).matches("[0-9a-f]{64}");
  }

  private static boolean isStale(String text) throws IOException {
    try {
      Path file = Path.of(text.lines().findFirst().orElse(""));
      Optional<Fingerprint> now = FileAttributes.fingerprint(file);
      return now.isEmpty() || !text.equals(text(file, now.get()));
    } catch (InvalidPathException e) {
      return true;
    }
  }

  /** Reads a note without following links; empty if it does not exist. */
  private Optional<String> read(Path note) throws IOException {
    if (!Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Folders.refuseLinks(layout, layout.condemned());
    return Optional.of(new String(Files.readAllBytes(note), StandardCharsets.UTF_8));
  }

  private Path note(Path file, Sha256 content) {
    return layout.condemned().resolve(Sha256.ofUtf8(file.toAbsolutePath() + "\n" + content).hex());
  }

  private static String text(Path file, Fingerprint seen) {
    return file.toAbsolutePath()
        + "\n%d %d %d %d\n".formatted(seen.size(), seen.mtime(), seen.ctime(), seen.inode());
  }
}
