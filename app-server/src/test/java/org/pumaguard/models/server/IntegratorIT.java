package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;

/** What an integrator does: a server that fetches by a scheme of their own. */
class IntegratorIT {

  @Test
  void aFetcherForANewSchemeIsOneMoreModule(@TempDir Path temp) throws IOException {
    Path registry =
        Files.writeString(
            temp.resolve("registry.yaml"),
            """
            schema: 2
            sources: ["pigeon://loft/nest"]
            models:
              m.pt: {sha256: %s}
            """
                .formatted(Digests.of(PigeonServer.BYTES)));
    Path program =
        Files.writeString(
            temp.resolve("server"),
            """
            #!/bin/sh
            exec '%s/bin/java' -cp '%s' %s "$@"
            """
                .formatted(
                    System.getProperty("java.home"),
                    System.getProperty("java.class.path"),
                    PigeonServer.class.getName()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    try (ServerProcess station =
        ServerProcess.startOther(temp.resolve("home"), program, "-r", registry.toString())) {
      station.awaitReady();
      assertArrayEquals(PigeonServer.BYTES, station.get("/models/m.pt").body());
      station.signal("TERM");
      assertEquals(Exit.OK, station.ended().status());
    }
  }
}
