package org.pumaguard.models.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/**
 * The image that the Containerfile describes, in a root directory of a shell and five commands,
 * read-only but for its volume, and run by the user of the image.
 */
class ContainerIT {

  @TempDir private Path temp;
  private BareRoot root;
  private Containerfile image;

  @BeforeEach
  void build() throws IOException {
    Assumptions.assumeTrue(
        ProcessRunner.succeeds("unshare", "--mount", "--pid", "--fork", "true"),
        "only root can make a root directory of its own, with unshare");
    image = Containerfile.read(Path.of(System.getProperty("project.root")));
    root = new BareRoot(temp.resolve("root"));
    image.build(root);
  }

  @Test
  void theServerOfTheImageRunsAndItsHealthCheckFindsIt() throws IOException {
    List<String> entry = image.entryPoint();
    try (ServerRun server = new ServerRun(root.start(image, entry, "PUMAGUARD_LISTEN_PORT=0"))) {
      assertEquals(200, server.get("/health/live").status());
      assertTrue(server.get("/metrics").text().contains("pumaguard"));
      ProgramResult healthy =
          root.start(image, image.healthCheck(), "PUMAGUARD_LISTEN_PORT=" + server.port()).finish();
      assertEquals(0, healthy.status(), healthy::toString);
    }
  }

  @Test
  void theCommandLineProgramOfTheImageFetchesIntoTheVolume() throws IOException {
    root.copy(Path.of(System.getProperty("project.root"), "examples/demo"), "/srv");
    String program = Path.of(image.entryPoint().get(0)).resolveSibling(Unpacked.CLI).toString();
    ProgramResult fetched =
        root.start(image, List.of(program, "-r", "/srv/demo", "path", "labels.txt")).finish();
    assertEquals(image.variable("PUMAGUARD_MODELS_DIR") + "/labels.txt\n", fetched.out());
    assertEquals(0, fetched.status(), fetched::toString);
  }
}
