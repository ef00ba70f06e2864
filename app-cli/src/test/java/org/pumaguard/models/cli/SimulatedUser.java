package org.pumaguard.models.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Digests;

/** A user who damages, moves and adds files in a cache directory. */
final class SimulatedUser {

  private final Path directory;
  private final Set<String> precious = new HashSet<>();
  private int files;

  SimulatedUser(Path directory) {
    this.directory = directory;
  }

  /** What can be done to a file. */
  enum Deed {
    FLIP,
    TRUNCATE,
    DELETE,
    REPLACE,
    TOUCH
  }

  /** Does something to a file, if it is there. */
  void act(Deed deed, Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      if (deed != Deed.TOUCH) {
        precious.remove(Digests.of(file));
      }
      switch (deed) {
        case FLIP -> Damage.flip(file);
        case TRUNCATE -> {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
          Files.write(file, new byte[] {1}, StandardOpenOption.TRUNCATE_EXISTING);
        }
        case DELETE -> Files.delete(file);
        case REPLACE -> {
          byte[] own = ("my own file " + ++files).getBytes(StandardCharsets.UTF_8);
          put(file, own);
          if (directory.equals(file.getParent())) {
            precious.add(Digests.of(own));
          }
        }
        case TOUCH -> Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * ++files));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a file somewhere, in the place of what is there; one that can be had again. */
  void put(Path file, byte[] bytes) {
    try {
      if (Files.isRegularFile(file)) {
        precious.remove(Digests.of(file));
      }
      Path fresh = Files.write(directory.resolveSibling("fresh"), bytes);
      Files.createDirectories(directory);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The digests of files of the user's own that are nowhere in the directory any more. */
  Set<String> missing() {
    Set<String> missing = new HashSet<>(precious);
    if (!missing.isEmpty()) {
      try (Stream<Path> all = Files.walk(directory)) {
        all.filter(Files::isRegularFile).forEach(file -> missing.remove(Digests.of(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return missing;
  }
}
