package org.pumaguard.models.filesystem.store;

import java.io.IOException;
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
import org.pumaguard.models.filesystem.disk.FileAttributes;

/** File operations shared by several parts of the store. No method follows a symbolic link. */
final class StoredFiles {

  private StoredFiles() {}

  static void linkOrCopy(Path blob, Path fresh) throws IOException {
    try {
      Files.createLink(fresh, blob);
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (e instanceof NoSuchFileException missing) {
        throw missing;
      }
      copy(blob, fresh);
    }
  }

  /** Makes a durable, read-only copy before it is published under its final name. */
  static void copy(Path file, Path fresh) throws IOException {
    Files.copy(file, fresh, LinkOption.NOFOLLOW_LINKS);
    FileAttributes.backdate(fresh);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.READ)) {
      channel.force(true);
    }
    // This process owns the copy, so only a file system without permissions, such as FAT, refuses.
    FileAttributes.tryMakeReadOnly(fresh);
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
