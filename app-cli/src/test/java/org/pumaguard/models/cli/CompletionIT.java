package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.CompletingShell;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** The completion scripts in the shells themselves. */
class CompletionIT {

  private static final List<String> NAMES =
      List.of("two models.h5", "two models & more.h5", "berglöwe's.pt", "日本.bin", "x=y:z.pt");
  private static final String LINE = "pumaguard-models ";

  @TempDir private Path temp;
  private Launcher launcher;
  private Path directory;

  @BeforeEach
  void publish() throws IOException {
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    SampleRegistry published = new SampleRegistry(temp.resolve("www with blank"));
    for (String name : NAMES) {
      published.single(name, 100, 1);
    }
    published.registry();
    launcher.with("PUMAGUARD_REGISTRY", published.folder().toString());
    directory = Files.createDirectory(temp.resolve("work"));
    Files.createFile(directory.resolve("some file.txt"));
    Files.createDirectory(directory.resolve("some-folder"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void scriptsPassTheShellsOwnCheck(String shell) {
    assumeTrue(CompletingShell.isInstalled(shell), shell + " is not installed");
    ProgramResult result =
        launcher.shell("\"$pm\" completion " + shell + " > script && " + shell + " -n script");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals("", result.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-r x ver|verify",
        "bundle cr|create",
        "bundle create --si|--since",
        "list --prog|--progress",
        "--progress pl|plain",
        "export --format j|json",
        "-r some-|some-folder/"
      })
  void everyShellCompletesCommandsOptionsAndValues(String typed, String word) {
    for (CompletingShell shell : CompletingShell.installed()) {
      if (!shell.name().startsWith("BASH") || !word.endsWith("/")) { // Readline completes files.
        List<String> words = shell.candidates(launcher.from(directory), LINE + typed);
        assertEquals(List.of(word), words, shell.name());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CompletingShell.class)
  void namesOfTheRegistryInItsOrder(CompletingShell shell) {
    assumeTrue(shell.isInstalled(), shell + " is not installed");
    assertEquals(NAMES, shell.candidates(launcher, LINE + "path "));
    assertEquals(List.of("two models.h5"), shell.candidates(launcher, LINE + "path two\\ models."));
  }

  @ParameterizedTest
  @EnumSource(CompletingShell.class)
  void namesInTheCacheForWhatNeedsThese(CompletingShell shell) {
    assumeTrue(shell.isInstalled(), shell + " is not installed");
    assertEquals(List.of(), shell.candidates(launcher, LINE + "clear "));
    assertEquals(Exit.OK, launcher.run("cache", "日本.bin").status());
    assertEquals(List.of("日本.bin"), shell.candidates(launcher, LINE + "clear "));
  }

  @ParameterizedTest
  @EnumSource(CompletingShell.class)
  void namesOfTheRegistryOnTheLine(CompletingShell shell) {
    assumeTrue(shell.isInstalled(), shell + " is not installed");
    SampleRegistry other = new SampleRegistry(temp.resolve("it's another")).single("o.pt", 10, 1);
    other.registry();
    String options = "-r \"" + other.folder() + "\" ";
    assertEquals(List.of("o.pt"), shell.candidates(launcher, LINE + options + "show "));
  }

  @ParameterizedTest
  @EnumSource(CompletingShell.class)
  void sayNothingWithoutARegistry(CompletingShell shell) {
    assumeTrue(shell.isInstalled(), shell + " is not installed");
    for (String registry : List.of("/nonexistent", "http://127.0.0.1:9/", "http://x.invalid/")) {
      launcher.with("PUMAGUARD_REGISTRY", registry);
      assertEquals(List.of(), shell.candidates(launcher, LINE + "path "), registry);
    }
  }

  /** The shell inserts the name with the quotes that it needs, and runs the program with it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "two\\ models.|two models.h5",
        "\"two models &|two models & more.h5",
        "berg|berglöwe's.pt",
        "'berg|berglöwe's.pt",
        "日|日本.bin",
        "x=y:|x=y:z.pt"
      })
  void aCompletedNameIsTheArgument(String typed, String name) {
    for (CompletingShell shell : CompletingShell.installed()) {
      if (shell != CompletingShell.FISH) {
        assertEquals(name, shell.argument(launcher, LINE + "path " + typed), shell.name());
      }
    }
  }

  @Test
  void zshAndFishDescribe() {
    for (CompletingShell shell : CompletingShell.installed()) {
      String shown = shell.shown(launcher, LINE + "ro");
      assertEquals(
          shell != CompletingShell.BASH && shell != CompletingShell.BASH_COMPLETION,
          shown.contains("Restore"),
          shell + ": " + shown);
    }
  }

  @Test
  void theCommandOfTheScriptsIsNotInTheHelp() {
    assertFalse(launcher.run("--help").out().contains("__models"));
    assertTrue(launcher.run("__models", "registered", "--", "path").out().contains("日本.bin"));
  }
}
