package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** Host names that resolve late, as on boards whose network comes up after the program, or half. */
class NameResolutionIT {

  @TempDir private Path temp;

  private SampleRegistry published;
  private Path hosts;
  private Launcher launcher;

  @BeforeEach
  void publish() throws IOException {
    published = new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 1, 100_000, 1);
    published.registry();
    hosts = Files.writeString(temp.resolve("hosts"), "127.0.0.1 localhost\n");
    launcher =
        new Launcher(Files.createDirectory(temp.resolve("home")))
            .with("PUMAGUARD_MODELS_OPTS", "-Djdk.net.hosts.file=" + hosts);
  }

  /** Java would remember for ten seconds, which is longer than all retries, that there is none. */
  @Test
  void resolvesTheNameAgainAtEachRetry() throws IOException {
    try (Nginx nginx = Nginx.serve(published.folder(), temp.resolve("nginx"));
        RunningProgram running =
            launcher.start(
                "--progress",
                "json",
                "-r",
                published.folder().toString(),
                "-s",
                source(nginx, "late.example"),
                "cache")) {
      // The third attempt is about three seconds after the start, and no retry but the fourth is
      // left.
      running.await(() -> count(running.err(), "could not resolve host: late.example") >= 3);
      Files.writeString(hosts, "127.0.0.1 localhost late.example\n");

      ProgramResult result = running.finish();

      assertEquals(Exit.OK, result.status(), result::toString);
    }
  }

  @Test
  void doctorNamesAnAddressFamilyThatDoesNotAnswer() throws IOException {
    Files.writeString(hosts, "::1 both.example\n127.0.0.1 both.example\n");
    try (Nginx nginx = Nginx.serve(published.folder(), temp.resolve("nginx"))) {
      ProgramResult result =
          launcher.run(
              "-r", published.folder().toString(), "-s", source(nginx, "both.example"), "doctor");

      assertEquals(Exit.OK, result.status(), result::toString);
      assertTrue(
          result
              .out()
              .matches(
                  "(?s).*; IPv6 does not answer \\(::1: [a-z ]+\\); connections fall back to"
                      + " IPv4\\)\n"),
          result::toString);
    }
  }

  private static String source(Nginx nginx, String host) {
    return "http://" + host + ":" + URI.create(nginx.url()).getPort() + "/";
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
