package org.pumaguard.models.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.RunningProgram;

/** A server that was started on a free port; ends with the test. */
final class ServerRun implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("listening at (http://\\S+?:)(\\d+)");

  private final RunningProgram program;

  /** Waits until the program listens. */
  ServerRun(RunningProgram program) {
    this.program = program;
    program.await(() -> LISTENING.matcher(program.err()).find());
  }

  int port() {
    Matcher said = LISTENING.matcher(program.err());
    return said.find() ? Integer.parseInt(said.group(2)) : -1;
  }

  RawConnection.Answer get(String target) throws IOException {
    try (RawConnection wire = new RawConnection(URI.create("http://127.0.0.1:" + port() + "/"))) {
      return wire.ask("GET", target);
    }
  }

  void awaitReady() {
    program.await(() -> get("/health/ready").status() == 200);
  }

  /** Ends the server as a service manager does. */
  void stop() {
    program.signal("TERM");
    assertEquals(0, program.finish().status(), program::err);
  }

  @Override
  public void close() {
    program.close();
  }
}
