package org.pumaguard.models.cli;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;

/**
 * Small models that share pieces as those of PumaGuard's registry do: what has one digest there has
 * one content here.
 */
final class RealShape {

  private static final Path REGISTRY =
      Path.of(System.getProperty("shared.registries")).resolve("pumaguard.yaml");

  private static final int LEAST_BYTES = 20_000;

  private final Path folder;
  private final StringBuilder registry = new StringBuilder();
  private final Map<String, List<String>> pieces = new LinkedHashMap<>();
  private final Map<String, String> digests = new HashMap<>();

  private RealShape(Path folder) {
    this.folder = folder;
  }

  /** Lays out the files and the registry in a folder; skips the test where the real one is not. */
  static RealShape publish(Path folder) throws IOException {
    Assumptions.assumeTrue(Files.exists(REGISTRY), () -> REGISTRY + " is not there");
    RealShape shape = new RealShape(Files.createDirectories(folder));
    Map<String, Object> real = JSON.builder(new YAMLFactory()).build().mapFrom(REGISTRY.toFile());
    for (Map.Entry<String, Object> model : real.entrySet()) {
      shape.add(model.getKey(), fields(model.getValue()));
    }
    Files.writeString(folder.resolve("model-registry.yaml"), shape.registry);
    return shape;
  }

  private void add(String name, Map<?, ?> model) throws IOException {
    registry.append("'%s':%n".formatted(name));
    byte[] whole;
    if (model.get("fragments") == null) {
      whole = content(digest(model));
      Files.write(folder.resolve(name), whole);
      pieces.put(name, List.of(Published.digest(whole)));
    } else {
      whole = addFragments(name, fields(model.get("fragments")));
    }
    digests.put(name, Published.digest(whole));
    registry.append("  sha256: %s%n".formatted(Published.digest(whole)));
  }

  private byte[] addFragments(String name, Map<?, ?> fragments) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    List<String> own = new ArrayList<>();
    registry.append("  fragments:\n");
    for (Map.Entry<?, ?> fragment : fragments.entrySet()) {
      byte[] content = content(digest(fields(fragment.getValue())));
      Files.write(folder.resolve(fragment.getKey().toString()), content);
      whole.writeBytes(content);
      own.add(Published.digest(content));
      registry.append(
          "    '%s': {sha256: %s}%n".formatted(fragment.getKey(), Published.digest(content)));
    }
    pieces.put(name, own);
    return whole.toByteArray();
  }

  /** The digest of a model. */
  String digestOf(String name) {
    return Objects.requireNonNull(digests.get(name));
  }

  /** The digests of the pieces of each model. */
  Map<String, List<String>> pieces() {
    return pieces;
  }

  private static byte[] content(String digest) {
    long seed = Long.parseUnsignedLong(digest.substring(0, 16), 16);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[LEAST_BYTES + random.nextInt(LEAST_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String digest(Map<?, ?> fields) {
    Object digest = fields.get(fields.containsKey("sha256") ? "sha256" : "sha256sum");
    return Objects.requireNonNull(digest).toString();
  }

  private static Map<?, ?> fields(Object value) {
    return (Map<?, ?>) value;
  }
}
