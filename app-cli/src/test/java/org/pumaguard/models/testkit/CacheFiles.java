package org.pumaguard.models.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of a cache directory, which a running program may change. */
public final class CacheFiles {

  private final Path directory;

  public CacheFiles(Path directory) {
    this.directory = directory;
  }

  /** The names that a user sees. */
  public Set<String> visible() {
    if (!Files.exists(directory)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of all files, of those with several names once. */
  public long bytes() {
    Map<Object, Long> sizes = new HashMap<>();
    for (Path file : all()) {
      try {
        sizes.put(Files.getAttribute(file, "unix:ino"), Files.size(file));
      } catch (NoSuchFileException e) {
        // A running program has removed it meanwhile.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** All files, also those that a user does not see. */
  public List<Path> all() {
    if (!Files.exists(directory)) {
      return List.of();
    }
    while (true) {
      try (Stream<Path> files = Files.walk(directory)) {
        return files.filter(Files::isRegularFile).toList();
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException)) {
          throw e;
        }
        // A running program has removed a file while this one walked by: look again.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The file in which content is on its way, as docs/store.md has it. */
  public Path partial(String digest) {
    return directory.resolve(".pumaguard/v1/partials").resolve(digest);
  }

  /** The file that says what of it is verified and on disk. */
  public Path journal(String digest) {
    return directory.resolve(".pumaguard/v1/partials").resolve(digest + ".journal");
  }
}
