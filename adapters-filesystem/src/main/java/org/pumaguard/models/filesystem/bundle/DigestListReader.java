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

/**
 * Reads the digests that another cache holds from a bundle, a registry, the JSON table of models,
 * or the output of sha256sum.
 */
final class DigestListReader {

  /** A digest, optionally followed by a file name, as written by sha256sum. */
  private static final Pattern LINE = Pattern.compile("\\\\?([0-9A-Fa-f]{64})( [ *].*)?");

  private static final int TAR_MAGIC_OFFSET = 257;
  private static final int MAX_BYTES = RegistryParser.MAX_BYTES;

  private final Bundles bundles;

  DigestListReader(Bundles bundles) {
    this.bundles = bundles;
  }

  Set<Sha256> read(Path list) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(list)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (isBundle(bytes)) {
      return ofBundle(list);
    }
    if (bytes.length > MAX_BYTES) {
      throw new Bundles.Malformed("longer than 16 MiB");
    }
    Optional<Set<Sha256>> lines = ofLines(new String(bytes, StandardCharsets.UTF_8));
    return lines.isPresent() ? lines.get() : ofYaml(bytes);
  }

  private static boolean isBundle(byte[] bytes) {
    return BundleCompression.detect(bytes) != BundleCompression.PLAIN
        || (bytes.length > TAR_MAGIC_OFFSET + 5
            && new String(bytes, TAR_MAGIC_OFFSET, 5, StandardCharsets.US_ASCII).equals("ustar"));
  }

  /** The digests in the registry of a bundle, which the other cache has after importing it. */
  private Set<Sha256> ofBundle(Path file) throws IOException {
    try (Bundles.Reading reading = bundles.open(file)) {
      Optional<Bundles.Entry> first = reading.next();
      if (first.isEmpty()
          || !first.get().name().equals(Bundles.REGISTRY)
          || first.get().size() > MAX_BYTES) {
        throw new Bundles.Malformed("not a bundle");
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
      root = new YamlReader(MAX_BYTES).read(bytes);
    } catch (YamlReader.Malformed e) {
      throw new Bundles.Malformed(
          "line " + e.line() + ": neither a digest nor a registry: " + e.getMessage(), e);
    }
    return root instanceof YamlNode.Sequence rows ? ofTable(rows.items()) : ofRegistry(bytes);
  }

  /** The JSON table of models; only cached models count. */
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
      for (YamlNode.Field field : mapping.fields()) {
        if (field.key().text().equals(key) && field.value() instanceof YamlNode.Scalar value) {
          return value.text().toLowerCase(Locale.ROOT);
        }
      }
    }
    throw new IllegalArgumentException("missing key '" + key + "'");
  }

  private static Set<Sha256> ofRegistry(byte[] text) throws Bundles.Malformed {
    Optional<Location> place = Optional.of(new Location(Path.of("/").toUri()));
    RegistryParser.Report report = new YamlRegistryParser().parse(text, place);
    if (report.registry().isEmpty()) {
      throw new Bundles.Malformed(
          "not a registry: " + report.findings(RegistryParser.Severity.ERROR).get(0));
    }
    Set<Sha256> digests = new HashSet<>();
    for (Model model : report.registry().get().models()) {
      digests.add(model.sha256());
    }
    return digests;
  }
}
