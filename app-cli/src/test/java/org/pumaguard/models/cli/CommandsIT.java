package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** Each command of the built program: one call that succeeds, and one that fails. */
@Execution(ExecutionMode.CONCURRENT)
class CommandsIT {

  @TempDir private Path temp;
  private Launcher launcher;
  private Path registry;

  @BeforeEach
  void cache() throws IOException {
    launcher = new Launcher(temp.resolve("home"));
    registry =
        new SampleRegistry(temp.resolve("www"))
            .single("m.pt", 5000, 1)
            .fragmented("m.h5", 2, 5000, 2)
            .registry();
    Launcher inside = Inside.launcher(temp.resolve("home"));
    Path former = new SampleRegistry(temp.resolve("former")).single("m.pt", 4000, 3).registry();
    assertEquals(Exit.OK, inside.run("-r", former.toString(), "cache").status());
    assertEquals(Exit.OK, inside.run("-r", registry.toString(), "cache").status());
    assertEquals(
        Exit.OK,
        inside.run("-r", registry.toString(), "bundle", "create", bundle().toString()).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "cache",
        "path m.pt",
        "get ../www/m.pt --sha256 DIGEST",
        "show m.h5",
        "verify",
        "rollback m.pt",
        "size",
        "prune",
        "pin m.pt",
        "unpin m.pt",
        "bundle create made.tar",
        "bundle import b.tar",
        "clear -y",
        "export",
        "lint",
        "doctor",
        "completion bash"
      })
  void succeeds(String command) {
    ProgramResult result = run(registry, command);
    assertEquals(Exit.OK, result.status(), result::toString);
    assertFalse(result.err().contains("error: "), result::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "list, REGISTRY",
    "cache, REGISTRY",
    "path m.pt, REGISTRY",
    "get ../www/nothing.pt --sha256 0DIGEST, USAGE",
    "show nothing.pt, UNKNOWN_MODEL",
    "verify nothing.pt, UNKNOWN_MODEL",
    "rollback nothing.pt, UNKNOWN_MODEL",
    "size --cache-dir b.tar, STORAGE",
    "prune --keep some, USAGE",
    "pin nothing.pt, UNKNOWN_MODEL",
    "unpin nothing.pt, UNKNOWN_MODEL",
    "bundle create none/made.tar, STORAGE",
    "bundle import none.tar, UNAVAILABLE",
    "clear nothing.pt, UNKNOWN_MODEL",
    "export, REGISTRY",
    "lint, REGISTRY",
    "doctor, REGISTRY",
    "completion tcsh, USAGE"
  })
  void fails(String command, String status) throws Exception {
    Path place =
        status.equals("REGISTRY") ? Files.writeString(temp.resolve("r.yaml"), "- x\n") : registry;
    ProgramResult result = run(place, command);
    assertEquals(Exit.class.getField(status).getInt(null), result.status(), result::toString);
    assertFalse(result.err().isBlank() && result.out().isBlank(), result::toString);
  }

  private ProgramResult run(Path place, String command) {
    List<String> arguments = new ArrayList<>(List.of("-r", place.toString()));
    String digest = Digests.of(temp.resolve("www/m.pt"));
    arguments.addAll(List.of(command.replace("DIGEST", digest).split(" ", -1)));
    return launcher.run(arguments.toArray(String[]::new));
  }

  private Path bundle() {
    return temp.resolve("home/b.tar");
  }
}
