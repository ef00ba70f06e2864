package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.server.settings.ServerOptions;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** What keeps a server from starting, and how it says so: one line, and an exit status. */
@Execution(ExecutionMode.CONCURRENT)
class StartRefusalsIT {

  private static final String ERROR = "pumaguard-models-server: error: ";

  @TempDir private Path temp;
  private Path home;
  private String registry;

  @BeforeEach
  void publish() throws IOException {
    home = temp.resolve("home");
    registry =
        SampleRegistry.sized(temp.resolve("www"))
            .single("m.pt", 100, 1)
            .write()
            .registry()
            .toString();
  }

  @Test
  void theConfigurationFileCountsForTheServerToo() throws IOException {
    Files.createDirectories(home);
    Path file = Files.createDirectories(home.resolve(".config/pumaguard")).resolve("models.yaml");
    Files.writeString(home.resolve("token"), "s3cret");
    String right =
        "token-file: " + home.resolve("token") + "\nmodels: none\nregistry: " + registry + "\n";
    Files.writeString(file, right);
    try (ServerProcess station = ServerProcess.start(home)) {
      assertEquals(200, station.get("/health/ready").status());
      assertEquals(
          401, station.ask("POST", "/api/v1/registry/refresh", "Content-Length: 0").status());
    }
    Files.writeString(file, right + "port: 99999\n");
    ProgramResult refused = ServerProcess.refused(home);
    assertEquals(Exit.USAGE, refused.status(), refused::toString);
    assertTrue(refused.err().contains("models.yaml:4"), refused::toString);
    assertTrue(refused.err().contains("99999"), refused::toString);
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      String line = refused(1, "-r", registry, "--port", port);
      assertTrue(line.contains("127.0.0.1:" + port), line);
      assertTrue(line.contains("--port"), line);
    }
  }

  @Test
  void anAddressThatIsNotOursIsNamed() throws IOException {
    assertTrue(refused(1, "-r", registry, "--host", "192.0.2.1").contains("192.0.2.1"));
    String line = refused(1, "-r", registry, "--host", "no.such.name.invalid");
    assertTrue(line.contains("no.such.name.invalid"), line);
  }

  @Test
  void aRegistryThatIsInvalidOrNotThereIsRefused() throws IOException {
    Path invalid = Files.writeString(temp.resolve("bad.yaml"), "m.pt:\n  sha256: 12\n");
    assertTrue(refused(4, "-r", invalid.toString()).contains("bad.yaml:2:"));
    assertTrue(refused(4, "-r", temp.resolve("none.yaml").toString()).contains("none.yaml"));
    refused(4, "-r", "http://192.0.2.1/model-registry.yaml");
  }

  @Test
  void modelsThatTheRegistryDoesNotHaveAreNamed() throws IOException {
    assertTrue(refused(3, "-r", registry, "--models", "m.pt,other.pt").contains("other.pt"));
  }

  @Test
  void whatIsNoOptionOrHasNoSuchValueIsSaid() throws IOException {
    assertTrue(refused(2, "--prot", "80").contains("--prot"));
    assertTrue(refused(2, "extra").contains("extra"));
    for (String[] option :
        new String[][] {
          {"--port", "65536"},
          {"--port", "http"},
          {"--port", "-1"},
          {"--host", ""},
          {"--models", "a,,b"},
          {"--models", "../x"},
          {"--refresh", "often"},
          {"--scrub-interval", "-1d"},
          {"--max-connections", "0"},
          {"--parallel", "0"},
          {"--token-file", "/no/such/file"},
        }) {
      String line = refused(2, "-r", registry, option[0], option[1]);
      assertTrue(line.contains(option[0]), line);
    }
  }

  @Test
  void aTokenFileHoldsOneToken() throws IOException {
    for (String text : new String[] {"", " \n", "two words", "grün"}) {
      Path file = Files.writeString(temp.resolve("token"), text);
      String line = refused(2, "-r", registry, "--token-file", file.toString());
      assertTrue(line.contains(file.toString()), line);
      assertTrue(text.isBlank() || !line.contains(text), "a token is a secret: " + line);
    }
  }

  @Test
  void anAccessLogThatCantBeWrittenIsSaid() throws IOException {
    String file = temp.resolve("none/access.log").toString();
    String line = refused(1, "-r", registry, "--port", "0", "--access-log", file);
    assertTrue(line.contains(file), line);
    assertTrue(line.contains("--access-log"), line);
  }

  @Test
  void helpAndVersionAreTold() {
    ProgramResult help = ServerProcess.refused(home, "--help");
    assertEquals(Exit.OK, help.status());
    for (String option :
        List.of("--host", "--port", "--models", "--pull-through", "--token-file", "--refresh")) {
      assertTrue(help.out().contains(option), help.out());
    }
    assertTrue(help.out().lines().count() <= 40, help.out());
    String all = ServerProcess.refused(home, "--help-all").out();
    for (Option option : ServerOptions.COMMAND_LINE) {
      assertTrue(all.contains(option.longName()), all);
    }
    (help.out() + all).lines().forEach(line -> assertTrue(line.length() <= 80, line));
    assertTrue(ServerProcess.refused(home, "-V").out().startsWith("pumaguard-models-server "));
  }

  /** A disk may be mounted there later: no reason not to start, but one to say what is wrong. */
  @Test
  void aCacheDirectoryThatIsNoneIsNamedWithTheReason() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "mine");
    String reason = "it is not a directory: " + file;
    try (ServerProcess station =
        ServerProcess.start(home, "-r", registry, "--cache-dir", file.toString())) {
      station.await(() -> station.err().contains(reason + "; check the directory"));
      assertTrue(String.valueOf(station.error("m.pt")).contains(reason));
    }
    assertEquals("mine", Files.readString(file));
  }

  private String refused(int status, String... arguments) {
    ProgramResult ended = ServerProcess.refused(home, arguments);
    assertEquals(status, ended.status(), ended::toString);
    List<String> lines = ended.err().lines().toList();
    assertEquals(1, lines.size(), ended::toString);
    assertTrue(lines.get(0).startsWith(ERROR), ended::toString);
    assertEquals("", ended.out());
    return lines.get(0);
  }
}
