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
 * Files of base directories that were found not to be what they should be. Nothing can be written
 * beside them, and damage need not show in a file's times, so that this cache has to remember it: a
 * note for each, with the file's path and how it looked.
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
      // Then the file is judged by what is recorded of it, or read.
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

  /** Deletes notes of files that are gone, or others by now. */
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

  /** What a note says; links are not followed, and what is not there says nothing. */
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
