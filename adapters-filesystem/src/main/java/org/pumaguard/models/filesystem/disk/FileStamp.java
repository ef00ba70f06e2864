package org.pumaguard.models.filesystem.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Identifies one state of a file that is only ever replaced, never written in place. Without the
 * status change time of a fingerprint, which Java reads by name only, it costs less.
 *
 * @param key device and inode
 */
public record FileStamp(long size, FileTime modified, Object key) {

  /** The stamp of a regular file; empty if there is none, or it cannot be accessed. */
  public static Optional<FileStamp> of(Path file) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          ? Optional.of(
              new FileStamp(
                  attributes.size(),
                  attributes.lastModifiedTime(),
                  Optional.ofNullable(attributes.fileKey()).orElse("")))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  // Written by hand: the JDK's linker for generated ones keeps the last class alive in Java 17.
  @Override
  public boolean equals(Object other) {
    return other instanceof FileStamp stamp
        && size == stamp.size
        && modified.equals(stamp.modified)
        && key.equals(stamp.key);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(size) + modified.hashCode()) + key.hashCode();
  }
}
