package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * A server that refuses more than a few connections at once. The registry states no sizes, so a
 * fragment whose request is refused is what later ones wait for.
 */
class BusyServerIT {

  @TempDir private Path temp;
  private SampleRegistry published;

  @BeforeEach
  void publish() {
    published = new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 6, 120_000, 1);
    published.registry();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--parallel 6"})
  void cachesThoughTheServerRefusesMostConnections(String option) throws IOException {
    try (Nginx nginx = Nginx.serveFew(published.folder(), 2, temp.resolve("nginx"))) {
      Launcher launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
      List<String> options = option.isEmpty() ? List.of() : List.of(option.split(" "));

      ProgramResult result = run(launcher, nginx, options);

      assertEquals(Exit.OK, result.status(), result::toString);
      assertTrue(nginx.requests().size() > 1 + 6, "some requests were refused");
    }
  }

  @Test
  void endsForAFragmentThatTheServerLacks() throws IOException {
    try (Nginx nginx = Nginx.serveFew(published.folder(), 2, temp.resolve("nginx"))) {
      Launcher launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
      Files.delete(published.folder().resolve(SampleRegistry.fragment("m.h5", 0)));

      ProgramResult result = run(launcher, nginx, List.of("--retries", "1"));

      assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
      assertTrue(result.err().contains("404"), result::toString);
    }
  }

  private static ProgramResult run(Launcher launcher, Nginx nginx, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("-r", nginx.url()));
    arguments.addAll(options);
    arguments.add("cache");
    return launcher.run(arguments.toArray(String[]::new));
  }
}
