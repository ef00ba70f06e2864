package org.pumaguard.models.cli;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * Small models that share pieces as those of PumaGuard's registry do: what has one digest there has
 * one content here.
 */
final class RealRegistryModels {

  private static final Path REGISTRY =
      Path.of(System.getProperty("shared.registries")).resolve("pumaguard.yaml");

  private static final int LEAST_BYTES = 20_000;

  private final SampleRegistry registry;
  private final List<String> names = new ArrayList<>();

  private RealRegistryModels(SampleRegistry registry) {
    this.registry = registry;
  }

  /** Lays out the files and the registry in a folder; skips where the real registry is missing. */
  static RealRegistryModels publish(Path folder) throws IOException {
    Assumptions.assumeTrue(Files.exists(REGISTRY), () -> REGISTRY + " is not there");
    RealRegistryModels models = new RealRegistryModels(new SampleRegistry(folder));
    Map<String, Object> real = JSON.builder(new YAMLFactory()).build().mapFrom(REGISTRY.toFile());
    for (Map.Entry<String, Object> model : real.entrySet()) {
      models.add(model.getKey(), fields(model.getValue()));
    }
    models.registry.registry();
    return models;
  }

  private void add(String name, Map<?, ?> model) {
    names.add(name);
    if (model.get("fragments") == null) {
      registry.file(name, content(digest(model)));
      return;
    }
    Map<String, byte[]> fragments = new LinkedHashMap<>();
    fields(model.get("fragments"))
        .forEach((file, entry) -> fragments.put(file.toString(), content(digest(fields(entry)))));
    registry.fragmented(name, fragments);
  }

  /** The digest of a model. */
  String digestOf(String name) {
    return registry.digestOf(name);
  }

  /** The digests of the fragments of each model. */
  Map<String, List<String>> pieces() {
    Map<String, List<String>> pieces = new LinkedHashMap<>();
    names.forEach(name -> pieces.put(name, registry.digestsOfFiles(name)));
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
