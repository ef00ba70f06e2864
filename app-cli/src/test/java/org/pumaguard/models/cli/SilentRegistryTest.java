package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * Commands while the server of the registry accepts connections and stays silent. Time-outs and
 * retries would take five minutes.
 */
@Tag("slow")
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class SilentRegistryTest {

  @TempDir private Path temp;
  private final FaultyServer server = new FaultyServer();
  private Launcher launcher;
  private String registry;

  SilentRegistryTest() throws IOException {}

  @BeforeEach
  void cacheAll() {
    SampleRegistry.sized(temp.resolve("www")).single("m.pt", 1000, 1).write().writeTo(server);
    launcher = Inside.launcher(temp.resolve("home"));
    registry = server.location("/model-registry.yaml").uri().toString();
    assertEquals(Exit.OK, launcher.run("-r", registry, "cache").status());
    server.failAlways("/model-registry.yaml", Fault.SILENT);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "list", "path m.pt", "show m.pt", "verify", "export", "lint"})
  void theCopyIsUsedAfterTenSecondsWithOneWarning(String command) {
    ProgramResult result = run(command);
    assertEquals(Exit.OK, result.status(), result::toString);
    List<String> warnings = result.err().lines().filter(line -> line.contains("warning")).toList();
    assertEquals(1, warnings.size(), result::toString);
    assertTrue(warnings.get(0).contains("(no answer within 10 s)"), result::toString);
  }

  private ProgramResult run(String command) {
    String[] words = ("-r " + registry + " " + command).split(" ");
    return launcher.run(words);
  }
}
