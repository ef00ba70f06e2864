package org.pumaguard.models.filesystem.lock;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.port.CacheLock.Mode;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;

/**
 * Opens and closes lock files in the {@link LockTable}. A file is known by its device and inode, so
 * that all paths of a directory share one entry. If another process has replaced the file, the
 * locks of this JVM are taken on the new one too: the old one excludes no process any more.
 *
 * @param table the table, owned by the caller
 */
record LockFiles(LockTable table) {

  private static final String PATH = "path";
  private static final Set<OpenOption> READ_ONLY =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ_WRITE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);

  /** The file if this JVM has opened it. */
  Optional<LockFile> find(Path path) throws IOException {
    return Optional.ofNullable(table.lockFiles().get(key(path))).map(LockFile::new);
  }

  /**
   * The file, opened if needed; a shared lock needs no write permission.
   *
   * @throws NoSuchFileException if its folder is missing
   */
  LockFile open(Path path, Mode mode) throws IOException {
    Optional<LockFile> known = openKnown(path, mode);
    return known.isPresent() ? known.get() : openFirst(path, mode);
  }

  /** As {@link #open}; empty if this JVM has not opened the file. */
  Optional<LockFile> openKnown(Path path, Mode mode) throws IOException {
    Optional<LockFile> file = find(path);
    if (file.isPresent() && mode == Mode.EXCLUSIVE && !file.get().isWritable()) {
      file.get().add(FileChannel.open(path, READ_WRITE), true);
    }
    return file;
  }

  /** Closes a file that is neither locked nor used; closing releases all locks of this JVM. */
  void closeIfUnused(LockFile file) {
    if (!file.isUnused()) {
      return;
    }
    table.lockFiles().values().removeIf(file::isSameAs);
    try {
      file.close();
    } catch (IOException e) {
      // Nothing was written.
      return;
    }
  }

  /** Falls back to a read-only channel, which is enough for shared locks. */
  private LockFile openFirst(Path path, Mode mode) throws IOException {
    if (FileAttributes.isObstructed(path)) {
      throw DurableFiles.obstructed(path);
    }
    try {
      return enter(path, FileChannel.open(path, READ_WRITE), true);
    } catch (FileSystemException e) {
      if (mode == Mode.EXCLUSIVE || !isDenied(e)) {
        throw e;
      }
      return enter(path, FileChannel.open(path, READ_ONLY), false);
    }
  }

  static boolean isDenied(FileSystemException e) {
    return e instanceof AccessDeniedException || "Read-only file system".equals(e.getReason());
  }

  private LockFile enter(Path path, FileChannel channel, boolean isWritable) throws IOException {
    String key = key(path);
    if (key.isEmpty()) {
      // Another process has deleted it since it was opened.
      channel.close();
      return openFirst(path, isWritable ? Mode.EXCLUSIVE : Mode.SHARED);
    }
    String realPath = path.toRealPath().toString();
    Map<String, Map<String, Object>> files = table.lockFiles();
    Map<String, Object> present = files.get(key);
    if (present != null) {
      // Another process has replaced the file between the two looks at its inode.
      new LockFile(present).add(channel, isWritable);
      return new LockFile(present);
    }
    Optional<Map.Entry<String, Map<String, Object>>> replaced =
        files.entrySet().stream()
            .filter(entry -> realPath.equals(entry.getValue().get(PATH)))
            .findFirst();
    LockFile file;
    if (replaced.isPresent()) {
      file = new LockFile(replaced.get().getValue());
      files.remove(replaced.get().getKey());
      file.lockAgain(channel, isWritable);
    } else {
      file = LockFile.of(channel, isWritable);
      file.state().put(PATH, realPath);
    }
    files.put(key, file.state());
    return file;
  }

  /** Device and inode; the path on a system without them; empty if there is no file. */
  private static String key(Path path) throws IOException {
    try {
      Object key =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      return key == null ? path.toRealPath().toString() : key.toString();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return "";
    } catch (FileSystemException e) {
      if (FileAttributes.isBelowFile(e)) {
        return "";
      }
      throw e;
    }
  }
}
