package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;

/** How lint reports findings. */
class LintTest {

  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @TempDir private Path temp;
  private Launcher launcher;

  @BeforeEach
  void prepare() {
    launcher = Inside.launcher(temp.resolve("home"));
  }

  @Test
  void countsEqualWarningsOnOneLine() throws IOException {
    String text = "a.pt: {sha256: D}\nb.pt: {sha256: D}\nc.pt: {sha256: D, colour: blue}\n";
    Path file = Files.writeString(temp.resolve("r.yaml"), text.replace("D", DIGEST));
    ProgramResult folded = launcher.run("lint", file.toString());
    assertEquals(Exit.OK, folded.status());
    assertEquals(2, folded.out().lines().count(), folded::toString);
    assertEquals(
        file + ":1:1: warning: model 'a.pt' has no size, and 2 more (-v lists all)",
        folded.out().lines().findFirst().get());
    ProgramResult listed = launcher.run("lint", "-v", file.toString());
    assertEquals(4, listed.out().lines().count(), listed::toString);
    ProgramResult strict = launcher.run("lint", "--strict", file.toString());
    assertEquals(Exit.REGISTRY, strict.status());
    assertEquals(folded.out().replace(": warning: ", ": error: "), strict.out());
    assertEquals(
        4,
        launcher.run("lint", "-o", "json", file.toString()).out().split("\"line\"", -1).length - 1);
  }

  @Test
  void listsEveryError() throws IOException {
    Path file = Files.writeString(temp.resolve("r.yaml"), "a.pt: {size: 1}\nb.pt: {size: 1}\n");
    ProgramResult result = launcher.run("lint", file.toString());
    assertEquals(Exit.REGISTRY, result.status());
    assertEquals(2, result.out().lines().count(), result::toString);
  }
}
