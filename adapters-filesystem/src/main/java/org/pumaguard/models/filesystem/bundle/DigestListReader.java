package org.pumaguard.models.filesystem.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.filesystem.registry.YamlNode;
import org.pumaguard.models.filesystem.registry.YamlReader;
import org.pumaguard.models.filesystem.registry.YamlRegistryParser;

/** Reads which contents another cache has, from any file that can say so. */
final class DigestListReader {

  /** A digest alone, or what sha256sum writes. */
  private static final Pattern LINE = Pattern.compile("\\\\?([0-9A-Fa-f]{64})( [ *].*)?");

  private static final int TAR_MAGIC_OFFSET = 257;
  private static final int MOST_BYTES = RegistryParser.MAX_BYTES;

  private final Bundles bundles;

  DigestListReader(Bundles bundles) {
    this.bundles = bundles;
  }

  Set<Sha256> read(Path list) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(list)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (isBundle(bytes)) {
      return ofBundle(list);
    }
    if (bytes.length > MOST_BYTES) {
      throw new Bundles.Malformed("it is longer than 16 MiB");
    }
    Optional<Set<Sha256>> lines = ofLines(new String(bytes, StandardCharsets.UTF_8));
    return lines.isPresent() ? lines.get() : ofYaml(bytes);
  }

  private static boolean isBundle(byte[] bytes) {
    return BundleCompression.of(bytes) != BundleCompression.PLAIN
        || (bytes.length > TAR_MAGIC_OFFSET + 5
            && new String(bytes, TAR_MAGIC_OFFSET, 5, StandardCharsets.US_ASCII).equals("ustar"));
  }

  /** A bundle's registry names what the other side has when it has taken the bundle in. */
  private Set<Sha256> ofBundle(Path file) throws IOException {
    try (Bundles.Reading reading = bundles.open(file)) {
      Optional<Bundles.Entry> first = reading.next();
      if (first.isEmpty()
          || !first.get().name().equals(Bundles.REGISTRY)
          || first.get().size() > MOST_BYTES) {
        throw new Bundles.Malformed("it is no bundle");
      }
      ByteBuffer text = ByteBuffer.allocate((int) first.get().size());
      int count = 0;
      while (text.hasRemaining() && count >= 0) {
        count = reading.read(text);
      }
      return ofRegistry(text.array());
    }
  }

  private static Optional<Set<Sha256>> ofLines(String text) {
    Set<Sha256> digests = new HashSet<>();
    for (String line : text.lines().map(String::strip).toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        digests.add(Sha256.parse(matcher.group(1)));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        return Optional.empty();
      }
    }
    return Optional.of(digests);
  }

  private static Set<Sha256> ofYaml(byte[] bytes) throws Bundles.Malformed {
    YamlNode root;
    try {
      root = new YamlReader(MOST_BYTES).read(bytes);
    } catch (YamlReader.Malformed e) {
      throw new Bundles.Malformed(
          "line " + e.line() + ": it is no digest, and no registry: " + e.getMessage(), e);
    }
    return root instanceof YamlNode.Sequence rows ? ofTable(rows.items()) : ofRegistry(bytes);
  }

  /** What {@code list -o json} has written. */
  private static Set<Sha256> ofTable(List<YamlNode> rows) throws Bundles.Malformed {
    Set<Sha256> digests = new HashSet<>();
    for (YamlNode row : rows) {
      try {
        if (text(row, "state").equals("cached")) {
          digests.add(Sha256.parse(text(row, "sha256")));
        }
      } catch (IllegalArgumentException e) {
        throw new Bundles.Malformed("line " + row.line() + ": " + e.getMessage(), e);
      }
    }
    return digests;
  }

  private static String text(YamlNode row, String key) {
    if (row instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Pair pair : mapping.pairs()) {
        if (pair.key().text().equals(key) && pair.value() instanceof YamlNode.Scalar value) {
          return value.text().toLowerCase(Locale.ROOT);
        }
      }
    }
    throw new IllegalArgumentException("there is no '" + key + "'");
  }

  private static Set<Sha256> ofRegistry(byte[] text) throws Bundles.Malformed {
    Optional<Location> place = Optional.of(new Location(Path.of("/").toUri()));
    RegistryParser.Report report = new YamlRegistryParser().parse(text, place);
    if (report.registry().isEmpty()) {
      throw new Bundles.Malformed(
          "it is no registry: " + report.findings(RegistryParser.Severity.ERROR).get(0));
    }
    Set<Sha256> digests = new HashSet<>();
    for (Model model : report.registry().get().models()) {
      digests.add(model.sha256());
    }
    return digests;
  }
}
