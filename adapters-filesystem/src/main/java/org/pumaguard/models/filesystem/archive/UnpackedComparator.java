package org.pumaguard.models.filesystem.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pumaguard.models.domain.port.Archives.Malformed;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.filesystem.disk.FileAttributes;

/**
 * Compares an archive with the directory into which it was unpacked, up to the first difference.
 * Additional files in the directory are no difference. Single use, not thread-safe.
 */
final class UnpackedComparator implements ArchiveVisitor {

  private static final int BUFFER_BYTES = 128 * 1024;

  private final Path directory;
  private final Cancellation cancellation;
  private final Set<Path> expected = new HashSet<>();
  private Optional<String> difference = Optional.empty();

  UnpackedComparator(Path directory, Cancellation cancellation) {
    this.directory = directory;
    this.cancellation = cancellation;
  }

  /** A description of the first difference. */
  Optional<String> difference() {
    return difference;
  }

  /** Whether the directory contains nothing but the entries of the archive. */
  boolean hasNoExtraFiles() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.allMatch(path -> path.equals(directory) || expected.contains(path));
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private Path expect(String name) throws IOException {
    Path path = ArchiveExtractor.resolve(directory, name);
    for (Path above = path; above != null && !above.equals(directory); above = above.getParent()) {
      expected.add(above);
    }
    return path;
  }

  @Override
  public void directory(String name) throws IOException {
    cancellation.check();
    if (difference.isEmpty() && !Files.isDirectory(expect(name), LinkOption.NOFOLLOW_LINKS)) {
      difference = Optional.of("'" + name + "' is missing");
    }
  }

  @Override
  public void file(String name, boolean executable, InputStream content) throws IOException {
    cancellation.check();
    if (difference.isPresent()) {
      return;
    }
    Path file = expect(name);
    if (FileAttributes.fingerprint(file).isEmpty()) {
      difference = Optional.of("'" + name + "' is missing");
      return;
    }
    try (InputStream actual = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!hasSameBytes(content, actual)) {
        difference = Optional.of("'" + name + "' was modified");
      }
    } catch (Malformed e) {
      throw e;
    } catch (IOException e) {
      difference = Optional.of("'" + name + "' cannot be read");
    }
  }

  private boolean hasSameBytes(InputStream expectedBytes, InputStream actualBytes)
      throws IOException {
    byte[] one = new byte[BUFFER_BYTES];
    byte[] other = new byte[BUFFER_BYTES];
    while (true) {
      cancellation.check();
      int count = readFully(expectedBytes, one);
      int actualCount = actualBytes.readNBytes(other, 0, other.length);
      if (!Arrays.equals(one, 0, count, other, 0, actualCount)) {
        return false;
      }
      if (count < one.length) {
        return true;
      }
    }
  }

  private static int readFully(InputStream content, byte[] buffer) throws Malformed {
    try {
      return content.readNBytes(buffer, 0, buffer.length);
    } catch (IOException e) {
      throw new Malformed(DecodingErrors.inArchive(e), e);
    }
  }
}
