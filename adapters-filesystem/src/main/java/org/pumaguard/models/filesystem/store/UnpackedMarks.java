package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.Folders;

/**
 * Which directories this cache has unpacked: for each name a small file that says from which model,
 * which directory by its inode and time, and which inodes some of the files in it have. By the time
 * of a directory it is known that nothing was put into it; by its inode and one of those files that
 * it is the same one, whatever was put into it. Safe for use by many threads.
 */
final class UnpackedMarks {

  private static final String MODEL = "model ";
  private static final String FILE = "file ";

  /** One of these is still as it was, unless somebody has changed them all. */
  private static final int MOST_FILES = 8;

  private final CacheLayout layout;
  private final Map<FileName, Known> known = new ConcurrentHashMap<>();

  UnpackedMarks(CacheLayout layout) {
    this.layout = layout;
  }

  /** Whether the directory of this name is one of ours, with nothing put into it or taken out. */
  boolean isUnchanged(FileName directory) throws IOException {
    Path path = layout.unpacked(directory);
    return isDirectory(path)
        && lines(directory).contains(FileAttributes.directoryFingerprint(path));
  }

  /** From which model the directory of this name was unpacked; empty if it is another one. */
  Optional<ModelName> modelOf(FileName directory) throws IOException {
    Path path = layout.unpacked(directory);
    if (!isDirectory(path)) {
      return Optional.empty();
    }
    String look = FileAttributes.strictDirectoryFingerprint(path);
    Known before = known.get(directory);
    if (before != null && before.look().equals(look)) {
      return Optional.of(before.model());
    }
    List<String> lines = lines(directory);
    Optional<ModelName> model = isOneOf(lines, path) ? model(lines) : Optional.empty();
    model.ifPresent(found -> known.put(directory, new Known(look, found)));
    return model;
  }

  private static Optional<ModelName> model(List<String> lines) {
    try {
      return lines.stream()
          .filter(line -> line.startsWith(MODEL))
          .findFirst()
          .map(line -> ModelName.parse(line.substring(MODEL.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An inode alone would not do: the next directory that somebody makes may have it again. */
  private static boolean isOneOf(List<String> lines, Path directory) throws IOException {
    String identity = FileAttributes.directoryFingerprint(directory);
    if (lines.contains(identity)) {
      return true;
    }
    String inode = identity.substring(0, identity.indexOf(' ') + 1);
    if (lines.stream().noneMatch(line -> line.startsWith(inode))) {
      return false;
    }
    boolean hasFiles = false;
    for (String line : lines) {
      if (line.startsWith(FILE)) {
        hasFiles = true;
        String[] parts = line.substring(FILE.length()).split(" ", 2);
        Path file = directory.resolve(parts[parts.length - 1]);
        if (FileAttributes.fingerprint(file)
            .map(UnpackedMarks::text)
            .equals(Optional.of(parts[0]))) {
          return true;
        }
      }
    }
    return !hasFiles;
  }

  /**
   * Notes that a directory is about to bear a name. Until it does, the one that bears it now is
   * ours too, in case this process does not get so far.
   */
  void note(FileName directory, Path staged, ModelName model) throws IOException {
    StringBuilder text = new StringBuilder(MODEL).append(model).append('\n');
    text.append(FileAttributes.directoryFingerprint(staged)).append('\n');
    if (isDirectory(layout.unpacked(directory))) {
      text.append(FileAttributes.directoryFingerprint(layout.unpacked(directory))).append('\n');
    }
    try (Stream<Path> files = Files.walk(staged)) {
      for (Path file : files.filter(Files::isRegularFile).limit(MOST_FILES).toList()) {
        Optional<Fingerprint> fingerprint = FileAttributes.fingerprint(file);
        String name = staged.relativize(file).toString();
        if (fingerprint.isPresent() && name.indexOf('\n') < 0) {
          text.append(FILE).append(text(fingerprint.get())).append(' ').append(name).append('\n');
        }
      }
    }
    Folders.make(layout, layout.unpackedMarks());
    DurableFiles.replace(
        layout, layout.unpackedMark(directory), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  void remove(FileName directory) throws IOException {
    known.remove(directory);
    Folders.refuseLinks(layout, layout.unpackedMarks());
    Files.deleteIfExists(layout.unpackedMark(directory));
  }

  /** One that is torn says nothing. */
  private List<String> lines(FileName directory) throws IOException {
    Path mark = layout.unpackedMark(directory);
    try {
      return FileAttributes.fingerprint(mark).isPresent()
          ? Files.readString(mark).lines().toList()
          : List.of();
    } catch (CharacterCodingException | NoSuchFileException e) {
      return List.of();
    }
  }

  /** Without the time of what only rights and links change. */
  private static String text(Fingerprint file) {
    return file.inode() + "-" + file.size() + "-" + file.mtime();
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * A directory that was found to be ours.
   *
   * @param look what nobody can change of it unnoticed
   */
  private record Known(String look, ModelName model) {}
}
