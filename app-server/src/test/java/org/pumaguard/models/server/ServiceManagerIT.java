package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** What systemd and containers want to know: when the server is ready, and whether it is live. */
@Tag("slow")
class ServiceManagerIT {

  /** Prints each datagram that a socket receives, as systemd would read it. */
  private static final String RECEIVER =
      """
      import socket, sys
      path = sys.argv[1]
      receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      receiver.bind('\\0' + path[1:] if path[0] == '@' else path)
      print('bound', flush=True)
      while True:
          print(receiver.recv(4096).decode().replace('\\n', ' '), flush=True)
      """;

  @TempDir private Path temp;
  private ProcessRunner processes;
  private String registry = "";

  @BeforeEach
  void publish() throws IOException {
    processes = new ProcessRunner(temp.resolve("home"));
    registry =
        SampleRegistry.sized(temp.resolve("www"))
            .single("m.pt", 1000, 1)
            .write()
            .folder()
            .toString();
  }

  @Test
  void systemdIsNotifiedOnceTheServerListens() {
    assumeTrue(ProcessRunner.succeeds("systemd-notify", "--version"), "no systemd-notify here");
    assertNotified(temp.resolve("notify").toString(), System.getenv("PATH"));
  }

  @Test
  void anAbstractSocketIsUnderstood() {
    assumeTrue(ProcessRunner.succeeds("systemd-notify", "--version"), "no systemd-notify here");
    assertNotified("@" + temp.resolve("notify"), System.getenv("PATH"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@"})
  void perlNotifiesInAContainerWithoutSystemd(String prefix) throws IOException {
    Path perl = Path.of("/usr/bin/perl");
    assumeTrue(Files.isExecutable(perl), "no perl here");
    Path programs = Files.createDirectory(temp.resolve("bin"));
    for (String needed : new String[] {"readlink", "sh"}) {
      Files.createSymbolicLink(programs.resolve(needed), Path.of("/usr/bin", needed));
    }
    Files.createSymbolicLink(programs.resolve("perl"), perl);
    assertNotified(prefix + temp.resolve("notify"), programs.toString());
  }

  @Test
  void isServedEvenIfNoMessageCanBeSent() {
    Map<String, String> nowhere = Map.of("NOTIFY_SOCKET", temp.resolve("absent").toString());
    try (ServerProcess station =
        ServerProcess.start(temp.resolve("home"), nowhere, "-r", registry)) {
      station.awaitReady();
      station.await(() -> station.err().contains("cannot notify the service manager"));
      station.signal("TERM");
      assertEquals(Exit.OK, station.ended().status());
    }
  }

  private void assertNotified(String socket, String path) {
    try (RunningProgram receiver = processes.start(List.of("python3", "-c", RECEIVER, socket))) {
      receiver.await(() -> receiver.out().contains("bound"));
      Map<String, String> environment =
          Map.of(
              "NOTIFY_SOCKET", socket, "PATH", path, "JAVA_HOME", System.getProperty("java.home"));
      try (ServerProcess station =
          ServerProcess.start(temp.resolve("home"), environment, "-r", registry)) {
        receiver.await(
            () ->
                receiver.out().contains("READY=1 STATUS=listening at " + station.uri())
                    && !receiver.out().contains("STOPPING=1"));
        station.signal("TERM");
        receiver.await(() -> receiver.out().contains("STOPPING=1"));
        assertEquals(Exit.OK, station.ended().status());
        assertFalse(station.err().contains("cannot notify"), station.err());
      }
    }
  }

  @Test
  void aProbeSaysWhetherTheServerIsLive() throws IOException {
    String port;
    try (ServerProcess station = ServerProcess.start(temp.resolve("home"), "-r", registry)) {
      port = String.valueOf(station.uri().getPort());
      ProgramResult live = probe("--port", port);
      assertEquals(Exit.OK, live.status(), live::toString);
      assertEquals("", live.out() + live.err());
      processes.with("PUMAGUARD_LISTEN_PORT", port);
      assertEquals(Exit.OK, probe("--host", "0.0.0.0").status());
    }
    ProgramResult gone = probe("--port", port);
    assertEquals(1, gone.status(), gone::toString);
    assertTrue(gone.err().contains("no live server at 127.0.0.1:" + port), gone::toString);
  }

  /** Another program on the port, which accepts connections and closes them. */
  @Test
  void anotherProgramOnThePortIsNoLiveServer() throws Exception {
    try (ServerSocket other = new ServerSocket(0)) {
      Thread closing =
          new Thread(
              () -> {
                try {
                  other.accept().close();
                } catch (IOException e) {
                  return;
                }
              });
      closing.start();
      assertEquals(1, probe("--port", String.valueOf(other.getLocalPort())).status());
      closing.join();
    }
  }

  private ProgramResult probe(String... options) {
    return processes.run(
        System.getProperty("server.launcher"),
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("--probe"), List.of(options).stream())
            .toList());
  }
}
