package org.pumaguard.models.filesystem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Files of base directories that were found not to be what they should be. Nothing can be written
 * beside them, and damage need not show in a file's times, so that this cache has to remember it: a
 * note for each, with the file's path and how it looked.
 */
final class Condemned {

  private final StoreLayout layout;

  Condemned(StoreLayout layout) {
    this.layout = layout;
  }

  void add(Path file, Fingerprint seen, Sha256 content) throws IOException {
    Disk.makeFolders(layout, layout.condemned());
    Disk.replace(layout, note(file, content), text(file, seen).getBytes(StandardCharsets.UTF_8));
  }

  boolean contains(Path file, Fingerprint seen, Sha256 content) {
    Path note = note(file, content);
    try {
      return Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS)
          && Files.readString(note).equals(text(file, seen));
    } catch (IOException e) {
      // Then the file is judged by what is recorded of it, or read.
      return false;
    }
  }

  void remove(Path file, Sha256 content) throws IOException {
    Path note = note(file, content);
    if (Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(note);
    }
  }

  /** Whether a note speaks of a file that is gone, or another one by now. */
  boolean isStale(Path note) throws IOException {
    List<String> lines = Files.readString(note).lines().toList();
    Path file = Path.of(lines.isEmpty() ? "" : lines.get(0));
    Optional<Fingerprint> now = Disk.fingerprint(file);
    return now.isEmpty() || !Files.readString(note).equals(text(file, now.get()));
  }

  private Path note(Path file, Sha256 content) {
    return layout.condemned().resolve(Sha256.ofUtf8(file.toAbsolutePath() + "\n" + content).hex());
  }

  private static String text(Path file, Fingerprint seen) {
    return file.toAbsolutePath()
        + "\n%d %d %d %d\n".formatted(seen.size(), seen.mtime(), seen.ctime(), seen.inode());
  }
}
