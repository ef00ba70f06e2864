package org.pumaguard.models.filesystem.records;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.DurableFiles;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.FileStamp;
import org.pumaguard.models.filesystem.disk.Folders;

/**
 * The file {@code model-registry.json}: reads it, replaces it, and reports if it is missing or
 * damaged. Takes over the file of PumaGuard's Python code if there is none. Not thread-safe.
 */
final class CacheRegistryFile {

  private static final String REBUILT = "rebuilt from disk; pins and kept versions are forgotten";

  private static final int PIECE_BYTES = 128 * 1024;
  private static final int MAX_AT_ONCE = 1 << 30;

  private final CacheLayout layout;
  private final Progress progress;
  private String problem = "";
  private boolean wasRead;
  private boolean isDamaged;
  private boolean isFromPython;

  CacheRegistryFile(CacheLayout layout, Progress progress) {
    this.layout = layout;
    this.progress = progress;
  }

  /** Why the file could not be used; empty if it could. */
  Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  /** The stamp of the file; empty if it is missing or cannot be accessed. */
  Optional<FileStamp> stamp() {
    return FileStamp.of(layout.cacheRegistry());
  }

  /** Whether the file has these bytes. Files replaced in quick succession share a stamp. */
  boolean hasBytes(byte[] expected) {
    try {
      return Arrays.equals(bytes(layout.cacheRegistry()), expected);
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads the file; an unusable one is reported once and read as empty. */
  CacheRegistryJson read() {
    boolean isFirstRead = !wasRead;
    wasRead = true;
    try {
      CacheRegistryJson found = CacheRegistryJson.parse(bytes(layout.cacheRegistry()));
      if (!found.namesModels() && hasBlobs()) {
        report("lists no models; " + REBUILT);
      } else if (found.hasDamagedRecords()) {
        isDamaged = true;
        report("some records are damaged; those are " + REBUILT);
      }
      return found.inUtc(ZoneId.systemDefault());
    } catch (NoSuchFileException e) {
      if (FileAttributes.isObstructed(layout.cacheRegistry())) {
        report("not a regular file, so nothing can be recorded; move it away");
      } else if (isFirstRead && hasBlobs()) {
        report("missing; " + REBUILT);
      }
      return readPythonFile();
    } catch (AccessDeniedException e) {
      report("permission denied; cached files are read instead");
    } catch (IOException | IllegalArgumentException e) {
      isDamaged = stamp().isPresent();
      report("damaged; " + REBUILT);
    }
    return CacheRegistryJson.empty();
  }

  /** Replaces the file atomically; keeps a copy of a damaged one. */
  void replace(CacheRegistryJson document) throws IOException {
    Folders.make(layout, layout.root());
    keepDamagedFile();
    DurableFiles.replace(layout, layout.cacheRegistry(), document.text());
    retirePythonFile();
  }

  /** Whether there is content that was recorded or is about to be. */
  private boolean hasBlobs() {
    if (!Files.isDirectory(layout.blobs(), LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> folders = Files.list(layout.blobs())) {
      return folders.findAny().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads the file of the Python code; a damaged one is ignored. */
  private CacheRegistryJson readPythonFile() {
    try {
      Optional<CacheRegistryJson> found =
          CacheRegistryJson.takenOver(bytes(layout.pythonRegistry()), ZoneId.systemDefault());
      isFromPython = true;
      return found.orElse(CacheRegistryJson.empty());
    } catch (IOException e) {
      return CacheRegistryJson.empty();
    }
  }

  /** Moves the file of the Python code aside once its successor is durable. */
  private void retirePythonFile() throws IOException {
    if (isFromPython) {
      isFromPython = false;
      if (FileAttributes.fingerprint(layout.pythonRegistry()).isPresent()) {
        Folders.setAside(layout, layout.pythonRegistry());
      }
    }
  }

  private void keepDamagedFile() throws IOException {
    if (isDamaged) {
      Folders.make(layout, layout.aside());
      Files.copy(
          layout.cacheRegistry(),
          layout.aside().resolve("model-registry.json"),
          StandardCopyOption.REPLACE_EXISTING,
          LinkOption.NOFOLLOW_LINKS);
      isDamaged = false;
    }
  }

  /** The bytes of a regular file; anything else is treated as missing. */
  private static byte[] bytes(Path file) throws IOException {
    long size =
        FileAttributes.fingerprint(file)
            .orElseThrow(() -> new NoSuchFileException(file.toString()))
            .size();
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = new byte[(int) Math.min(size, MAX_AT_ONCE)];
      int count = 0;
      int read = 0;
      while (count < bytes.length && read >= 0) {
        // In pieces: the JDK reads each through a buffer of its length outside the heap.
        read = in.read(bytes, count, Math.min(PIECE_BYTES, bytes.length - count));
        count += Math.max(0, read);
      }
      byte[] rest = in.readAllBytes();
      if (count == bytes.length && rest.length == 0) {
        return bytes;
      }
      byte[] all = Arrays.copyOf(bytes, count + rest.length);
      System.arraycopy(rest, 0, all, count, rest.length);
      return all;
    }
  }

  private void report(String found) {
    if (problem.isEmpty()) {
      problem = found;
      progress.warn("cache registry " + layout.cacheRegistry() + ": " + found);
    }
  }
}
