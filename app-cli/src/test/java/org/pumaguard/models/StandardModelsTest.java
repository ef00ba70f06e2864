package org.pumaguard.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** A program that takes the settings of the command line program, in a process of its own. */
class StandardModelsTest {

  private static final String MODEL = "m.h5";

  @TempDir private Path temp;

  @Test
  void usesTheEnvironmentAndTheConfigurationFile() throws IOException {
    SampleRegistry published = new SampleRegistry(temp.resolve("www")).single(MODEL, 1000, 1);
    published.registry();
    Path home = Files.createDirectory(temp.resolve("home"));
    Path configuration = home.resolve(".config/pumaguard/models.yaml");
    Files.createDirectories(configuration.getParent());
    Files.writeString(configuration, "registry: " + published.folder() + "\nport: 8081\n");
    Path cache = temp.resolve("cache");
    ProgramResult result =
        new ProcessRunner(home)
            .with("PUMAGUARD_MODELS_DIR", cache.toString())
            .startJava(StandardModelsTest.class, List.of("-Xmx64m"))
            .finish();
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(cache.resolve(MODEL).toString(), result.out().strip());
    assertTrue(Files.exists(cache.resolve(MODEL)));
  }

  /** The program. */
  public static void main(String[] arguments) {
    try (ModelCache models = Models.standard().open()) {
      System.out.println(models.ensure(MODEL));
    }
  }
}
