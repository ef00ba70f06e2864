package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pumaguard.models.domain.port.DiskSpace;

/** Examines the file system of a directory, without a change. */
final class FileSystemTraits {

  /** Beginnings of the types in the mount table (proc(5)) that behave unlike a local disk. */
  private static final List<String> UNUSUAL =
      List.of(
          "nfs",
          "cifs",
          "smb",
          "afs",
          "9p",
          "fuse",
          "virtiofs",
          "vboxsf",
          "vmhgfs",
          "drvfs",
          "lustre",
          "ceph",
          "gfs",
          "ocfs",
          "beegfs",
          "gpfs",
          "overlay",
          "aufs",
          "vfat",
          "msdos",
          "exfat",
          "ntfs");

  private FileSystemTraits() {}

  /**
   * Examines a directory and its folder of internal files.
   *
   * @param inner the folder, or its nearest existing parent
   */
  static DiskSpace.Traits of(Path directory, Path inner) throws IOException {
    return new DiskSpace.Traits(
        kind(directory),
        forcesDirectories(directory),
        !Files.getAttribute(directory, "unix:dev").equals(Files.getAttribute(inner, "unix:dev")));
  }

  private static Optional<String> kind(Path directory) {
    String type;
    try {
      type = Files.getFileStore(directory).type();
    } catch (IOException e) {
      // Unknown: Java finds no file store in a chroot whose root is not a mount point.
      return Optional.empty();
    }
    String name = type.toLowerCase(Locale.ROOT);
    return UNUSUAL.stream().anyMatch(name::startsWith) ? Optional.of(type) : Optional.empty();
  }

  private static boolean forcesDirectories(Path directory) throws IOException {
    try {
      return Folders.tryForce(directory);
    } catch (AccessDeniedException e) {
      // Unknown: the directory cannot be opened.
      return true;
    }
  }
}
