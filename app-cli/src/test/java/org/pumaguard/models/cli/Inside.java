package org.pumaguard.models.cli;

import java.nio.file.Path;
import org.pumaguard.models.testkit.Launcher;

/** The program in the test's own process. */
final class Inside {

  private Inside() {}

  static Launcher launcher(Path home) {
    return Launcher.inside(home, Main::run);
  }
}
