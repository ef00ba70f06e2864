package org.pumaguard.models.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * A publisher's folder in two editions, one after the other: a model of fragments of which some
 * stay, a single file that changes, one of equal content that stays, and an archive to be unpacked.
 */
final class TwoEditions {

  static final String FIRST = "v1";
  static final String SECOND = "v2";
  static final String ARCHIVE = "labels.zip";
  static final String UNPACKED = "labels";

  /** The models whose content is another in the second edition. */
  static final List<String> CHANGING = List.of("m.h5", "s.pt", ARCHIVE);

  /** The length of the longest model, in bytes. */
  static final int LONGEST_BYTES = 96 << 10;

  private static final int SINGLE_BYTES = 48 << 10;
  private static final int FRAGMENT_BYTES = LONGEST_BYTES / 3;
  private static final int FRAGMENTS = 3;

  private final Path folder;
  private final Map<String, SampleRegistry> editions = new TreeMap<>();

  TwoEditions(Path folder) {
    this.folder = folder;
    editions.put(FIRST, publish(FIRST, 1, 100));
    editions.put(SECOND, publish(SECOND, 2, 101));
  }

  private SampleRegistry publish(String edition, long seedOfFragments, long seedOfSingle) {
    SampleRegistry published =
        new SampleRegistry(folder.resolve(edition))
            .fragmented("m.h5", FRAGMENTS, FRAGMENT_BYTES, seedOfFragments)
            .single("s.pt", SINGLE_BYTES, seedOfSingle)
            .single("copy.pt", SINGLE_BYTES, 100);
    byte[] archive = archive(label(edition));
    published.file(ARCHIVE, archive, "unpack: " + UNPACKED).registry();
    return published;
  }

  /** What the unpacked file of an edition says. */
  static String label(String edition) {
    return "puma " + edition;
  }

  private static byte[] archive(String label) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("labels.txt");
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write(label.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Where an edition's files and its registry are. */
  Path folder(String edition) {
    return folder.resolve(edition);
  }

  /** The names of all models. */
  static Set<String> names() {
    return Set.of("m.h5", "s.pt", "copy.pt", ARCHIVE);
  }

  /** The digest of a model in an edition. */
  String digest(String edition, String model) {
    return model.equals("m.h5")
        ? Objects.requireNonNull(editions.get(edition)).digestOf(model)
        : Digests.of(folder(edition).resolve(model));
  }

  /** Lets a server have both editions, each below a folder of its name. */
  void serve(FaultyServer server) throws IOException {
    for (String edition : editions.keySet()) {
      try (Stream<Path> files = Files.list(folder(edition))) {
        for (Path file : files.toList()) {
          server.publish("/" + edition + "/" + file.getFileName(), Files.readAllBytes(file));
        }
      }
    }
  }
}
