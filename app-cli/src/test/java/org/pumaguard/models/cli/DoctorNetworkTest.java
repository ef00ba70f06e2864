package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.ScriptedServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** What {@code doctor} says of clocks, this machine's and those of sources. */
class DoctorNetworkTest {

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).single("m.pt", 1000, 1);
    published.registry();
  }

  @Test
  void aSourceWithAnotherTimeShowsThatTheClockIsWrong() throws IOException {
    try (ScriptedServer server = telling("Date: Wed, 21 Oct 2015 07:28:00 GMT")) {
      ProgramResult result = doctor(server);

      assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
      String url = server.location("/").uri().toString();
      assertTrue(result.out().contains("ok      source           " + url), result::toString);
      assertTrue(
          result
              .out()
              .lines()
              .anyMatch(
                  line ->
                      line.matches(
                          "problem clock            \\Q"
                              + url
                              + "\\E: this machine's clock shows 2[-0-9]{9}T[:0-9]{8}Z, the"
                              + " server's 2015-10-21T07:28:00Z; set the clock of this machine")),
          result::toString);
    }
  }

  @Test
  void anOldResponseOfACacheIsNoWrongClock() throws IOException {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.now().minusSeconds(86_400).atOffset(ZoneOffset.UTC));
    try (ScriptedServer server = telling("Date: " + date + "\r\nAge: 86400")) {
      ProgramResult result = doctor(server);

      assertEquals(Exit.OK, result.status(), result::toString);
    }
  }

  private ScriptedServer telling(String headers) throws IOException {
    byte[] content = Files.readAllBytes(published.folder().resolve("m.pt"));
    return new ScriptedServer(client -> client.send("HTTP/1.1 200 OK\r\n" + headers, content));
  }

  private ProgramResult doctor(ScriptedServer server) {
    return launcher.run(
        "-r", published.folder().toString(), "doctor", "-s", server.location("/").uri().toString());
  }
}
