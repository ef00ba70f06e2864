package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** A machine whose clock stands in 1970, in 2099, or is set back. */
@Tag("slow")
class WrongClockIT {

  private static final String PAST = "1970-01-02 00:00:00";
  private static final String FUTURE = "2099-01-01 00:00:00";

  @TempDir private Path temp;
  private Launcher right;
  private SampleRegistry published;

  @BeforeEach
  void publish() throws IOException {
    assumeTrue(ProcessRunner.succeeds("faketime", "--version"), "faketime is not installed");
    right = new Launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).single("m.bin", 10_000, 1);
    published.registry();
  }

  @ParameterizedTest
  @ValueSource(strings = {PAST, FUTURE})
  void keepsWhatAWrongClockCachedAndCorrectsItsTimes(String time) throws IOException {
    assertOk(run(at(time), "cache"));
    assertOk(run(right, "prune", "--older-than", "30d"));
    assertTrue(Files.exists(right.cache().resolve("m.bin")));
    String records = Files.readString(right.cache().resolve("model-registry.json"));
    String year = time.substring(0, 4);
    assertFalse(records.contains("\"last-used\" : \"" + year), records);
    assertFalse(records.contains("\"verified-at\" : \"" + year), records);
  }

  @Test
  void aClockInThePastEvictsNothingAndChangesNoTime() throws IOException {
    assertOk(run(right, "cache"));
    String used = lastUsed();
    assertOk(run(at(PAST), "cache"));
    assertOk(run(at(PAST), "prune", "--older-than", "1d"));
    assertTrue(Files.exists(right.cache().resolve("m.bin")));
    assertEquals(used, lastUsed());
  }

  @Test
  void aClockThatRunsAheadEvictsAndTheRightOneDoesNot() throws IOException {
    assertOk(run(right, "cache"));
    assertOk(run(right, "prune", "--older-than", "30d"));
    assertTrue(Files.exists(right.cache().resolve("m.bin")));
    assertOk(run(at("+31d"), "prune", "--older-than", "30d"));
    assertFalse(Files.exists(right.cache().resolve("m.bin")));
  }

  @Test
  void doctorReportsAClockBeforeTheDateOfTheProgram() throws IOException {
    ProgramResult wrong = run(at(PAST), "doctor");
    assertOk(wrong);
    assertTrue(wrong.out().contains("before the date of this program"), wrong::toString);
    assertTrue(run(right, "doctor").out().contains("after the date of this program"));
  }

  private String lastUsed() throws IOException {
    return Files.readAllLines(right.cache().resolve("model-registry.json")).stream()
        .filter(line -> line.contains("last-used"))
        .findFirst()
        .orElseThrow();
  }

  private Launcher at(String time) throws IOException {
    Path program = temp.resolve("at-another-time");
    Files.writeString(
        program,
        "#!/bin/sh\nFAKETIME_DONT_FAKE_MONOTONIC=1 exec faketime -f '"
            + (time.startsWith("+") ? time : "@" + time)
            + "' '"
            + Launcher.built()
            + "' \"$@\"\n");
    assertTrue(program.toFile().setExecutable(true));
    return new Launcher(temp.resolve("home")).program(program);
  }

  private ProgramResult run(Launcher launcher, String... command) {
    String[] arguments = new String[command.length + 2];
    arguments[0] = "-r";
    arguments[1] = published.folder().toString();
    System.arraycopy(command, 0, arguments, 2, command.length);
    return launcher.run(arguments);
  }

  private static void assertOk(ProgramResult result) {
    assertEquals(Exit.OK, result.status(), result::toString);
  }
}
