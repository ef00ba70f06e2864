package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a directory as another program reads and changes them, for contracts that prove what
 * an adapter does about that.
 */
public interface PlainFiles {

  /** The bytes of a file. */
  byte[] read(Path file) throws IOException;

  /** Creates a file and the directories above it, or overwrites it in place. */
  void write(Path file, byte[] bytes) throws IOException;

  /** Whether a file or a directory has this path. */
  boolean exists(Path path);

  /** The names in a directory, sorted. */
  List<String> list(Path directory) throws IOException;

  /** Creates a directory and those above it. */
  void makeDirectory(Path directory) throws IOException;

  /** Renames a file or a directory. */
  void move(Path from, Path to) throws IOException;

  /** Deletes a file or an empty directory. */
  void delete(Path path) throws IOException;

  /** The bytes of a file as UTF-8. */
  default String readText(Path file) throws IOException {
    return new String(read(file), StandardCharsets.UTF_8);
  }

  /** As {@link #write}, with UTF-8. */
  default void writeText(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
