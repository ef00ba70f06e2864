package org.pumaguard.models.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;

/** Checks of a manual page by mandoc. */
public final class ManualPageLint {

  private ManualPageLint() {}

  /**
   * The findings, of every level; the test is skipped without mandoc.
   *
   * @param home where the outputs of the check are kept
   */
  public static List<String> findings(Path page, Path home) {
    assumeTrue(CompletingShell.isInstalled("mandoc"), "mandoc is not installed");
    ProgramResult result =
        new ProcessRunner(home).run("mandoc", "-T", "lint", "-W", "all", page.toString());
    // The other program's page, which is not installed where this one is built.
    return result.out().lines().filter(line -> !line.contains("Xr pumaguard-models")).toList();
  }
}
