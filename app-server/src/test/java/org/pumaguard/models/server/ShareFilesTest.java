package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.cli.settings.Option;
import org.pumaguard.models.server.settings.ServerOptions;
import org.pumaguard.models.testkit.CompletingShell;
import org.pumaguard.models.testkit.ManualPageLint;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

class ShareFilesTest {

  @TempDir private Path temp;
  private Path page;

  @BeforeEach
  void write() throws IOException {
    ShareFiles.main(new String[] {temp.toString(), "2026-11-22T00:00:00Z"});
    page = temp.resolve("man/man1/pumaguard-models-server.1");
  }

  @Test
  void mandocFindsNothing() {
    assertEquals(List.of(), ManualPageLint.findings(page, temp));
  }

  @Test
  void thePageHasEachOption() throws IOException {
    String text = Files.readString(page);
    for (Option option : ServerOptions.COMMAND_LINE) {
      String name = "Fl " + option.longName().substring(1).replace("-", "\\-");
      assertTrue(text.contains(name), name);
    }
  }

  @Test
  void scriptsPassTheShellsOwnCheck() {
    for (String script :
        List.of(
            "bash bash-completion/completions/pumaguard-models-server",
            "zsh zsh/site-functions/_pumaguard-models-server",
            "fish fish/vendor_completions.d/pumaguard-models-server.fish")) {
      String[] parts = script.split(" ", 2);
      if (CompletingShell.isInstalled(parts[0])) {
        ProgramResult result =
            new ProcessRunner(temp).run(parts[0], "-n", temp.resolve(parts[1]).toString());
        assertEquals("", result.out() + result.err(), script);
        assertEquals(0, result.status(), script);
      }
    }
  }
}
