package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.filesystem.disk.CacheLayout;
import org.pumaguard.models.filesystem.disk.FileAttributes;
import org.pumaguard.models.filesystem.disk.FileContent;
import org.pumaguard.models.filesystem.disk.GroupAccess;

/** File operations shared by several parts of the store. No method follows a symbolic link. */
final class StoredFiles {

  private static final int COMPARED_BYTES = 128 * 1024;

  private StoredFiles() {}

  static void linkOrCopy(CacheLayout layout, Path blob, Path fresh) throws IOException {
    try {
      Files.createLink(fresh, blob);
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (e instanceof NoSuchFileException missing) {
        throw missing;
      }
      copy(layout, blob, fresh);
    }
  }

  /** Makes a durable, read-only copy before it is published under its final name. */
  static void copy(CacheLayout layout, Path file, Path fresh) throws IOException {
    Files.copy(file, fresh, LinkOption.NOFOLLOW_LINKS);
    GroupAccess.grant(layout, fresh);
    FileAttributes.finish(fresh);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Compares the bytes of two files. */
  static boolean haveSameBytes(Path one, Path other) throws IOException {
    try (FileContent first = FileContent.open(one);
        FileContent second = FileContent.open(other)) {
      ByteBuffer buffer = ByteBuffer.allocate(COMPARED_BYTES);
      ByteBuffer expected = ByteBuffer.allocate(COMPARED_BYTES);
      long offset = 0;
      while (first.size() == second.size()) {
        fill(first, offset, buffer);
        fill(second, offset, expected);
        if (!buffer.equals(expected)) {
          return false;
        }
        if (!buffer.hasRemaining()) {
          return true;
        }
        offset += buffer.remaining();
      }
      return false;
    }
  }

  private static void fill(FileContent file, long offset, ByteBuffer buffer) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && file.read(offset + buffer.position(), buffer) >= 0) {
      // Reads on until the buffer is full or the file ends.
    }
    buffer.flip();
  }

  static FileSystemException vanished(Path file) {
    return new FileSystemException(file.toString(), null, "it vanished");
  }

  /** Returns the change of a file's fingerprint; empty if another file replaced it. */
  static List<FingerprintChange> changes(
      Optional<Fingerprint> before, Optional<Fingerprint> after) {
    return before.isPresent()
            && after.isPresent()
            && before.get().inode() == after.get().inode()
            && !before.equals(after)
        ? List.of(new FingerprintChange(before.get(), after.get()))
        : List.of();
  }

  static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    if (Files.isSymbolicLink(folder)) {
      return List.of();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(children::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return children;
  }

  static Optional<Sha256> digestOf(Path file) {
    try {
      return Optional.of(new Sha256(String.valueOf(file.getFileName())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
