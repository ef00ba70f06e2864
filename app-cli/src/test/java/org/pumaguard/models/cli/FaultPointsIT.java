package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that halts before each single step of an operation, and another that comes after it.
 */
@Tag("slow")
class FaultPointsIT {

  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource
  void nothingIsLostWhereverItHalts(Operation operation) throws Exception {
    int kills =
        KillTrial.sweep(
            temp,
            operation,
            "step",
            step ->
                (what, directory, folder, server) ->
                    HaltingProgram.halts(what, directory, folder, server, step));
    assertTrue(kills > 1, "hardly a step was found");
  }
}
