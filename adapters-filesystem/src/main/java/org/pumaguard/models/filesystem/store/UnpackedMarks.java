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
 * Marks the directories that this cache unpacked. Each name has a small file with the model, the
 * inode and mtime of the directory, and the inodes of some of its files. An unchanged mtime shows
 * that no entry was added or removed. The inode and one unchanged file identify the directory even
 * if entries were added. Thread-safe.
 */
final class UnpackedMarks {

  private static final String MODEL = "model ";
  private static final String FILE = "file ";

  /** Number of files recorded; one unchanged file is enough to identify the directory. */
  private static final int MOST_FILES = 8;

  private final CacheLayout layout;
  private final Map<FileName, Known> known = new ConcurrentHashMap<>();

  UnpackedMarks(CacheLayout layout) {
    this.layout = layout;
  }

  /** Whether this cache unpacked the directory, and no entry was added or removed since. */
  boolean isUnchanged(FileName directory) throws IOException {
    Path path = layout.unpacked(directory);
    return isDirectory(path)
        && lines(directory).contains(FileAttributes.directoryFingerprint(path));
  }

  /** The model that the directory was unpacked from; empty if this cache did not unpack it. */
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

  /**
   * The same for a copy: one of the files in it has the recorded size and mtime. An archive without
   * files has only its mtime.
   */
  Optional<ModelName> modelOfCopy(FileName directory) throws IOException {
    Optional<ModelName> own = modelOf(directory);
    Path path = layout.unpacked(directory);
    if (own.isPresent() || !isDirectory(path)) {
      return own;
    }
    List<String> lines = lines(directory);
    boolean hasFiles = false;
    for (String line : lines) {
      if (line.startsWith(FILE)) {
        hasFiles = true;
        String[] parts = line.substring(FILE.length()).split(" ", 2);
        Path file = path.resolve(parts[parts.length - 1]);
        if (FileAttributes.fingerprint(file).filter(now -> isCopyOf(parts[0], now)).isPresent()) {
          return model(lines);
        }
      }
    }
    String identity = FileAttributes.directoryFingerprint(path);
    String time = identity.substring(identity.indexOf(' '));
    return !hasFiles && lines.stream().anyMatch(line -> line.endsWith(time))
        ? model(lines)
        : Optional.empty();
  }

  private static boolean isCopyOf(String recorded, Fingerprint now) {
    String[] numbers = recorded.split("-", 3);
    try {
      return numbers.length == 3
          && new Fingerprint(Long.parseLong(numbers[1]), Long.parseLong(numbers[2]), 1, 0)
              .isOfCopy(now);
    } catch (NumberFormatException e) {
      return false;
    }
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

  /** The inode alone is not enough: a directory created later may reuse it. */
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
   * Records a directory before it is renamed to its final name. The mark also covers the directory
   * that has the name now, in case the process ends before the rename.
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

  /** Reads a mark; empty if it is missing or torn. */
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

  /** The fingerprint without the ctime, which permission changes and links alter. */
  private static String text(Fingerprint file) {
    return file.inode() + "-" + file.size() + "-" + file.mtime();
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * A directory identified as unpacked by this cache.
   *
   * @param look the strict fingerprint of the directory, which every change alters
   */
  private record Known(String look, ModelName model) {}
}
