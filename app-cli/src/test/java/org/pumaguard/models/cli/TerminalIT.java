package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.TerminalScreen;

/** The program at a terminal, which script (util-linux) makes. */
class TerminalIT {

  private static final String QUESTION = "Remove everything from ";

  @TempDir private Path temp;
  private Launcher launcher;
  private Path model;

  @BeforeEach
  void publish() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no script (util-linux)");
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    SampleRegistry published = SampleRegistry.sized(temp.resolve("www")).single("m.pt", 100_000, 1);
    launcher.with("PUMAGUARD_REGISTRY", published.registry().toString());
    model = launcher.cache().resolve("m.pt");
  }

  /** Wherever its errors and results go, who sits at the terminal is asked there. */
  @ParameterizedTest
  @ValueSource(strings = {"", "2>errors", ">results", ">results 2>errors"})
  void clearAsksOnATerminal(String redirections) {
    assertEquals(Exit.OK, launcher.run("cache").status());
    ProgramResult no = atTerminal("\"$pm\" clear " + redirections, "n");
    assertTrue(no.out().contains(QUESTION), no::toString);
    assertEquals(Exit.OK, no.status(), no::toString);
    assertTrue(Files.exists(model), no::toString);
    ProgramResult yes = atTerminal("\"$pm\" clear " + redirections, "y");
    assertTrue(yes.out().contains(QUESTION), yes::toString);
    assertFalse(Files.exists(model), yes::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"$pm\" clear -y", "\"$pm\" clear </dev/null"})
  void clearDoesNotAskWithYesOrWithoutATerminal(String command) {
    assertEquals(Exit.OK, launcher.run("cache").status());
    ProgramResult cleared = atTerminal(command, "n");
    assertFalse(cleared.out().contains(QUESTION), cleared::toString);
    assertEquals(Exit.OK, cleared.status(), cleared::toString);
    assertFalse(Files.exists(model), cleared::toString);
  }

  /** As a serial line has, whose size nobody has told. */
  @Test
  void aTerminalOfNoColumnsIsTakenForOneOfEighty() {
    ProgramResult cached = atTerminal("stty rows 0 cols 0; \"$pm\" cache", "");
    assertEquals(Exit.OK, cached.status(), cached::toString);
    assertTrue(new TerminalScreen(80, 24).feed(cached.out()).wrapped() == 0, cached::toString);
  }

  /** The table is for whoever reads standard output, wherever the messages go. */
  @ParameterizedTest
  @ValueSource(strings = {"", "2>errors"})
  void listFitsTheTerminalAndIsCompleteInAPipe(String redirection) {
    launcher.with("TERM", "xterm").with("LC_ALL", "C.UTF-8").with("NO_COLOR", "");
    ProgramResult shown = atTerminal("stty cols 24; \"$pm\" list " + redirection, "");
    assertTrue(shown.out().contains("· missing"), shown::toString);
    assertFalse(shown.out().contains("SHA256"), shown::toString);
    ProgramResult piped = atTerminal("stty cols 24; \"$pm\" list " + redirection + " | cat", "");
    assertTrue(piped.out().contains("SHA256"), piped::toString);
    assertFalse(piped.out().contains("\033") || piped.out().contains("·"), piped::toString);
  }

  /** Runs a line of shell at a terminal, at which somebody types. */
  private ProgramResult atTerminal(String line, String typed) {
    return launcher
        .with("LINE", line)
        .shell("echo '" + typed + "' | script -qec \"$LINE\" /dev/null");
  }
}
