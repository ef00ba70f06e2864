package org.pumaguard.models.filesystem.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pumaguard.models.domain.port.Archives.Limits;
import org.pumaguard.models.domain.port.Archives.Malformed;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.filesystem.disk.DurableFiles;

/** Extracts one archive into an initially empty directory, within limits. */
final class ArchiveExtractor implements ArchiveVisitor {

  private static final int BUFFER_BYTES = 128 * 1024;

  private final Path directory;
  private final Limits limits;
  private final CompressionRatioLimit ratioLimit;
  private final long archiveBytes;
  private final Cancellation cancellation;
  private final Set<Path> files = new HashSet<>();
  private long entries;
  private long bytes;

  ArchiveExtractor(Path directory, Limits limits, long archiveBytes, Cancellation cancellation) {
    this.directory = directory;
    this.limits = limits;
    this.ratioLimit = new CompressionRatioLimit(limits.ratio());
    this.archiveBytes = archiveBytes;
    this.cancellation = cancellation;
  }

  @Override
  public void directory(String name) throws IOException {
    countEntry();
    makeFolder(resolve(directory, name));
  }

  @Override
  public void file(String name, boolean executable, InputStream content) throws IOException {
    countEntry();
    Path file = resolve(directory, name);
    if (file.equals(directory) || !files.add(file)) {
      throw new Malformed("duplicate entry '" + printable(name) + "'");
    }
    Path folder = file.getParent();
    if (folder != null) {
      makeFolder(folder);
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Malformed("entry '" + printable(name) + "' is both a file and a directory");
    }
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      copy(content, out);
      out.force(true);
    }
    if (executable) {
      makeExecutable(file);
    }
  }

  /** Does nothing on file systems without permissions, such as FAT. */
  private static void makeExecutable(Path file) throws IOException {
    try {
      Set<PosixFilePermission> permissions =
          new HashSet<>(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
      if (permissions.add(PosixFilePermission.OWNER_EXECUTE)) {
        Files.setPosixFilePermissions(file, permissions);
      }
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (e instanceof NoSuchFileException missing) {
        throw missing;
      }
    }
  }

  private void copy(InputStream content, FileChannel out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long offset = 0;
    for (int n = CompressArchives.read(content, buffer);
        n >= 0;
        n = CompressArchives.read(content, buffer)) {
      cancellation.check();
      countBytes(n);
      DurableFiles.writeFully(out, ByteBuffer.wrap(buffer, 0, n), offset);
      offset += n;
    }
  }

  private void makeFolder(Path folder) throws IOException {
    Path below = directory;
    for (Path part : directory.relativize(folder)) {
      if (part.toString().isEmpty()) {
        continue;
      }
      below = below.resolve(part);
      if (files.contains(below)) {
        throw new Malformed(
            "entry '" + directory.relativize(below) + "' is both a file and a directory");
      }
      if (!Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(below);
      }
    }
  }

  /** The path of an entry below the directory; rejects absolute names and parent references. */
  static Path resolve(Path directory, String name) throws Malformed {
    if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      throw new Malformed(
          "invalid entry name '" + printable(name) + "': absolute, or contains a backslash or NUL");
    }
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        throw new Malformed("entry '" + printable(name) + "' is outside the target directory");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    Path path = directory;
    for (String part : parts) {
      path = path.resolve(part);
    }
    return path;
  }

  private void countEntry() throws Malformed {
    cancellation.check();
    if (++entries > limits.entries()) {
      throw new Malformed("archive has more than " + limits.entries() + " entries");
    }
  }

  private void countBytes(int count) throws Malformed {
    bytes += count;
    if (bytes > limits.bytes()) {
      throw new Malformed("archive expands to more than " + limits.bytes() + " bytes");
    }
    if (ratioLimit.isExceeded(bytes, archiveBytes)) {
      throw new Malformed(
          "archive bomb: expands to more than " + limits.ratio() + " times its size");
    }
  }

  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }
}
