package org.pumaguard.models.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.api.Lease;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.testkit.SampleRegistry;

/** Paths are absolute, however the directories are given. */
class RelativeDirectoryTest {

  private static final ModelName MODEL = ModelName.parse("a.pt");

  @TempDir private Path temp;
  private Path registry;

  @BeforeEach
  void publish() {
    registry = new SampleRegistry(temp.resolve("www")).single("a.pt", 5000, 1).registry();
  }

  @Test
  void pathsOfModelsAndLeasesAreAbsolute() {
    Path model = temp.resolve("cache").resolve("a.pt");
    try (ModelCache cache = Models.at(relative("./x/../cache")).registry(registry).open();
        Lease lease = cache.lease(MODEL)) {
      assertEquals(model, lease.path());
      assertEquals(model, cache.ensured(MODEL).path());
      assertEquals(model, cache.ensure(MODEL));
      assertEquals(model, cache.find(MODEL).orElseThrow());
    }
  }

  @Test
  void pathsInBaseDirectoriesAreAbsolute() {
    try (ModelCache base = Models.at(relative("base")).registry(registry).open()) {
      assertEquals(temp.resolve("base").resolve("a.pt"), base.ensure(MODEL));
    }
    try (ModelCache cache =
        Models.at(relative("cache")).baseDirectories(relative("base")).registry(registry).open()) {
      assertEquals(temp.resolve("base").resolve("a.pt"), cache.ensure(MODEL));
    }
  }

  private Path relative(String name) {
    return Path.of("").toAbsolutePath().relativize(temp).resolve(name);
  }
}
