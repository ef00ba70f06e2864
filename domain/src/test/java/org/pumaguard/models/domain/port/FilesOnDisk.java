package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files of the default file system. */
public final class FilesOnDisk implements PlainFiles {

  @Override
  public byte[] read(Path file) throws IOException {
    return Files.readAllBytes(file);
  }

  @Override
  public void write(Path file, byte[] bytes) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(file, bytes);
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    }
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }
}
