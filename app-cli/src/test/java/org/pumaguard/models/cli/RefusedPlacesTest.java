package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** Files and folders that can't be used: which one, why, and what to do. */
class RefusedPlacesTest {

  @TempDir private Path temp;
  private Launcher launcher;
  private String registry;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    registry =
        new SampleRegistry(temp.resolve("www")).single("a.pt", 5000, 1).registry().toString();
  }

  @Test
  void aBundleInAFolderThatIsNotThereNamesTheFolder() {
    Path bundle = temp.resolve("nope/x.tar");
    ProgramResult result = run("bundle", "create", bundle.toString());
    assertEquals(
        error(
            "the bundle "
                + bundle
                + ": no such file or directory: "
                + temp.resolve("nope")
                + "; make that folder, or choose another file"),
        result.err());
    assertEquals(Exit.STORAGE, result.status());
    assertEquals("a.pt\tmissing\n", run("verify").out(), "nothing is fetched for it");
  }

  @Test
  void aBundleWhereADirectoryIsSaysSo() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("d.tar"));
    ProgramResult result = run("bundle", "create", directory.toString());
    assertEquals(Exit.STORAGE, result.status(), result::toString);
    assertTrue(result.err().contains("is a directory: " + directory), result::toString);
    assertFalse(result.err().contains("--cache-dir"), result::toString);
  }

  @Test
  void aBundleWithoutANameIsNamedAsItWasGiven() {
    ProgramResult result = run("bundle", "create", "/");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(result.err().contains("'/' does not end in .tar"), result::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cache",
        "list",
        "verify",
        "verify --repair",
        "show a.pt",
        "path a.pt",
        "size",
        "prune",
        "clear -y",
        "pin a.pt",
        "unpin a.pt",
        "rollback a.pt"
      })
  void aCacheDirectoryThatIsNoneIsNamedByEachCommand(String command) throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "mine");
    Path dangling = Files.createSymbolicLink(temp.resolve("dangling"), temp.resolve("nothing"));
    for (String name : List.of("file", "file/below", "dangling")) {
      Path culprit = name.equals("dangling") ? dangling : file;
      ProgramResult result = run(("--cache-dir " + temp.resolve(name) + " " + command).split(" "));
      assertEquals(Exit.STORAGE, result.status(), result::toString);
      assertEquals(
          error(
              "the cache directory can't be used: it is not a directory: "
                  + culprit
                  + "; move it away, or choose another directory with --cache-dir"),
          result.err());
      assertEquals("", result.out());
    }
    assertEquals("mine", Files.readString(file));
  }

  /** As a mistaken restoration or an attacker would leave it. */
  @ParameterizedTest
  @CsvSource({
    ".pumaguard/v1/locks, mkdir",
    ".pumaguard/v1/locks, ln -s /tmp/elsewhere",
    "model-registry.json, mkdir",
    "model-registry.json, mkfifo",
    "model-registry.json, ln -s /tmp/elsewhere"
  })
  void whatIsInThePlaceOfAFileOfTheCacheIsNamed(String file, String how) throws IOException {
    Path place = launcher.cache().resolve(file);
    Files.createDirectories(place.getParent());
    assertEquals(Exit.OK, launcher.shell(how + " '" + place + "'").status());
    ProgramResult result = run("cache");
    assertEquals(Exit.STORAGE, result.status(), result::toString);
    assertTrue(
        result.err().contains("a file of the cache is expected here: " + place + ";"),
        result::toString);
    ProgramResult doctor = run("doctor");
    assertEquals(Exit.STORAGE, doctor.status(), doctor::toString);
    assertTrue(
        doctor
            .out()
            .contains(
                place
                    + ": not a regular file; move it away, or choose another"
                    + " directory with --cache-dir"),
        doctor::toString);
    assertEquals(
        Exit.OK, launcher.shell("mv '" + place + "' '" + temp.resolve("away") + "'").status());
    assertEquals(Exit.OK, run("cache").status());
  }

  /** Without the records nobody knows which versions are kept. */
  @Test
  void nothingIsRemovedWhereItCannotBeRecorded() throws IOException {
    assertEquals(Exit.OK, run("cache").status());
    Path blobs = launcher.cache().resolve(".pumaguard/v1/blobs");
    Path records = launcher.cache().resolve("model-registry.json");
    Path elsewhere = Files.move(records, temp.resolve("elsewhere.json"));
    Files.createSymbolicLink(records, elsewhere);
    for (String command : List.of("prune --keep 0", "clear -y", "clear -y a.pt")) {
      ProgramResult result = run(command.split(" "));
      assertEquals(Exit.STORAGE, result.status(), result::toString);
      assertTrue(
          result.err().contains(records + " is not a regular file; nothing was removed;"),
          result::toString);
    }
    assertTrue(Files.exists(launcher.cache().resolve("a.pt")));
    try (Stream<Path> stored = Files.walk(blobs)) {
      assertEquals(1, stored.filter(Files::isRegularFile).count());
    }
    assertEquals(elsewhere, Files.readSymbolicLink(records));
    assertEquals("a.pt\tok\n", run("verify").out());
  }

  @Test
  void whatNeedsNoCacheDoesNotMindThatThereIsNone() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "mine");
    for (String command : List.of("lint", "export", "completion bash")) {
      ProgramResult result = run(("--cache-dir " + file + " " + command).split(" "));
      assertEquals(Exit.OK, result.status(), result::toString);
    }
  }

  @Test
  void aConfigurationFileThatIsNotUtf8IsNamedWithItsLine() throws IOException {
    Path file = configurationFile();
    Files.write(file, new byte[] {'q', ':', ' ', '1', '\n', '#', ' ', (byte) 0xe9, '\n'});
    ProgramResult result = run("list");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertEquals(error(file + ":2: not UTF-8 text; save it as UTF-8"), result.err());
  }

  private Path configurationFile() throws IOException {
    return Files.createDirectories(temp.resolve("home/.config/pumaguard")).resolve("models.yaml");
  }

  private ProgramResult run(String... arguments) {
    return launcher.with("PUMAGUARD_REGISTRY", registry).run(arguments);
  }

  private static String error(String text) {
    return "pumaguard-models: error: " + text + "\n";
  }
}
