package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.cli.command.Command;
import org.pumaguard.models.cli.command.CommandLines;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.testkit.ManualPageLint;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ShareFilesTest {

  @TempDir private Path temp;
  private Path page;
  private String text;

  @BeforeEach
  void write() throws IOException {
    ShareFiles.main(new String[] {temp.toString(), "2026-11-22T23:00:00Z"});
    page = temp.resolve("man/man1/pumaguard-models.1");
    text = Files.readString(page);
  }

  @Test
  void mandocFindsNothing() {
    assertEquals(List.of(), ManualPageLint.findings(page, temp));
  }

  @Test
  void thePageHasTheDateOfTheBuild() {
    assertTrue(text.startsWith(".Dd November 22, 2026\n"), text.substring(0, 60));
  }

  @Test
  void thePageHasEachCommandAndOption() {
    List<Command> commands = CommandLines.commands(ProcessEnvironment.ofThisProcess());
    for (Command command : commands) {
      assertTrue(text.contains("\n.It Cm " + command.name()), command.name());
      CommandLine page = CommandLines.complete(commands).getSubcommands().get(command.name());
      CommandSpec spec = Objects.requireNonNull(page, command.name()).getCommandSpec();
      for (OptionSpec option : spec.options()) {
        String name = "Fl " + option.longestName().substring(1).replace("-", "\\-");
        assertTrue(text.contains(name), name);
      }
    }
  }

  @Test
  void thePageHasEachExitStatus() {
    for (CacheException.Kind kind : CacheException.Kind.values()) {
      assertTrue(text.contains("\n.It " + ExitStatus.of(kind) + "\n"), kind::name);
    }
  }

  @Test
  void thereAreCompletionsForEachShell() {
    for (String file :
        List.of(
            "bash-completion/completions/pumaguard-models",
            "zsh/site-functions/_pumaguard-models",
            "fish/vendor_completions.d/pumaguard-models.fish")) {
      assertTrue(Files.exists(temp.resolve(file)), file);
    }
  }
}
