package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** Host names that resolve late, as on boards whose network comes up after the program. */
class NameResolutionIT {

  @TempDir private Path temp;

  @Test
  void resolvesTheNameAgainAtEachRetry() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 1, 100_000, 1);
    published.registry();
    Path hosts = Files.writeString(temp.resolve("hosts"), "127.0.0.1 localhost\n");
    Launcher launcher =
        new Launcher(Files.createDirectory(temp.resolve("home")))
            .with("PUMAGUARD_MODELS_OPTS", "-Djdk.net.hosts.file=" + hosts);
    try (Nginx nginx = Nginx.serve(published.folder(), temp.resolve("nginx"));
        RunningProgram running =
            launcher.start(
                "--progress",
                "json",
                "-r",
                published.folder().toString(),
                "-s",
                "http://late.example:" + URI.create(nginx.url()).getPort() + "/",
                "cache")) {
      running.await(() -> running.err().contains("could not resolve host: late.example"));
      Files.writeString(hosts, "127.0.0.1 localhost late.example\n");

      ProgramResult result = running.finish();

      assertEquals(Exit.OK, result.status(), result::toString);
    }
  }
}
