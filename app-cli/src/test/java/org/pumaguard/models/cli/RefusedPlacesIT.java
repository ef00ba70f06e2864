package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and folders that can't be used: which one, why, and what to do. */
class RefusedPlacesIT {

  @TempDir private Path temp;
  private Launcher launcher;
  private String registry;

  @BeforeEach
  void publish() throws IOException {
    launcher = Launcher.inside(Files.createDirectory(temp.resolve("home")));
    registry = new Published(temp.resolve("www")).single("a.pt", 5000, 1).registry().toString();
  }

  @Test
  void aBundleInAFolderThatIsNotThereNamesTheFolder() {
    Path bundle = temp.resolve("nope/x.tar");
    Launcher.Result result = run("bundle", "create", bundle.toString());
    assertEquals(
        error(
            "the bundle "
                + bundle
                + ": no such file or directory: "
                + temp.resolve("nope")
                + "; make that folder, or choose another file"),
        result.err());
    assertEquals(8, result.status());
    assertEquals("a.pt\tmissing\n", run("verify").out(), "nothing is fetched for it");
  }

  @Test
  void aBundleWhereADirectoryIsSaysSo() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("d.tar"));
    Launcher.Result result = run("bundle", "create", directory.toString());
    assertEquals(8, result.status(), result::toString);
    assertTrue(result.err().contains("it is a directory: " + directory), result::toString);
    assertFalse(result.err().contains("--cache-dir"), result::toString);
  }

  @Test
  void aBundleWithoutANameIsNamedAsItWasGiven() {
    Launcher.Result result = run("bundle", "create", "/");
    assertEquals(2, result.status(), result::toString);
    assertTrue(result.err().contains("not as in '/'"), result::toString);
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
      Launcher.Result result =
          run(("--cache-dir " + temp.resolve(name) + " " + command).split(" "));
      assertEquals(8, result.status(), result::toString);
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
    assertEquals(0, launcher.shell(how + " '" + place + "'").status());
    Launcher.Result result = run("cache");
    assertEquals(8, result.status(), result::toString);
    assertTrue(
        result.err().contains("it is in the way of a file of the cache: " + place + ";"),
        result::toString);
    Launcher.Result doctor = run("doctor");
    assertEquals(8, doctor.status(), doctor::toString);
    assertTrue(
        doctor
            .out()
            .contains(
                place
                    + " is no file, but has to be one; move it away, or choose another"
                    + " directory with --cache-dir"),
        doctor::toString);
    assertEquals(0, launcher.shell("mv '" + place + "' '" + temp.resolve("away") + "'").status());
    assertEquals(0, run("cache").status());
  }

  /** Without the records nobody knows which versions are kept. */
  @Test
  void nothingIsRemovedWhereItCannotBeRecorded() throws IOException {
    assertEquals(0, run("cache").status());
    Path blobs = launcher.cache().resolve(".pumaguard/v1/blobs");
    Path records = launcher.cache().resolve("model-registry.json");
    Path elsewhere = Files.move(records, temp.resolve("elsewhere.json"));
    Files.createSymbolicLink(records, elsewhere);
    for (String command : List.of("prune --keep 0", "clear -y", "clear -y a.pt")) {
      Launcher.Result result = run(command.split(" "));
      assertEquals(8, result.status(), result::toString);
      assertTrue(
          result.err().contains(records + " is no file, but has to be one; nothing was removed;"),
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
      Launcher.Result result = run(("--cache-dir " + file + " " + command).split(" "));
      assertEquals(0, result.status(), result::toString);
    }
  }

  @Test
  void aConfigurationFileThatIsNotUtf8IsNamedWithItsLine() throws IOException {
    Path file = configurationFile();
    Files.write(file, new byte[] {'q', ':', ' ', '1', '\n', '#', ' ', (byte) 0xe9, '\n'});
    Launcher.Result result = run("list");
    assertEquals(2, result.status(), result::toString);
    assertEquals(error(file + ":2: not UTF-8 text; save it as UTF-8"), result.err());
  }

  @Test
  void aConfigurationFileThatMayNotBeReadSaysSo() throws IOException {
    Path file = Files.writeString(configurationFile(), "parallel: 2\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    open(temp.resolve("home"));
    Launcher.Result result = nobody(temp.resolve("home")).run("-r", registry, "list");
    assertEquals(2, result.status(), result::toString);
    assertEquals(
        error(file + ": cannot be read: permission denied; make it readable for this user"),
        result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "path a.pt", "verify", "size", "pin a.pt", "clear -y"})
  void aCacheDirectoryOfAnotherIsNotOnlyToBeWritable(String command) throws IOException {
    Path theirs = temp.resolve("theirs");
    assertEquals(0, run("--cache-dir", theirs.toString(), "cache").status());
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(theirs)));
    open(temp.resolve("home"));
    Launcher.Result result =
        nobody(temp.resolve("home"))
            .with("PUMAGUARD_REGISTRY", registry)
            .with("PUMAGUARD_MODELS_DIR", theirs.toString())
            .run(command.split(" ", -1));
    assertEquals(8, result.status(), result::toString);
    assertTrue(result.err().contains("permission denied: " + theirs), result::toString);
    assertTrue(result.err().contains("readable for this user"), result::toString);
  }

  /** It is the umask that takes the rights away. */
  @Test
  void whoMayNotUseTheDirectoryThatHeMakesIsToldWhich() throws IOException {
    Path home = temp.resolve("home");
    open(home);
    Launcher.Result result =
        nobody(home)
            .with("PUMAGUARD_REGISTRY", registry)
            .with("PUMAGUARD_MODELS_DIR", home.resolve("new").toString())
            .shell("umask 777; exec '" + home.resolve("as-nobody") + "' cache");
    assertEquals(8, result.status(), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
    assertTrue(
        result.err().contains("permission denied: " + home.resolve("new")), result::toString);
    assertTrue(result.err().contains("for this user"), result::toString);
  }

  private Path configurationFile() throws IOException {
    return Files.createDirectories(temp.resolve("home/.config/pumaguard")).resolve("models.yaml");
  }

  private Launcher.Result run(String... arguments) {
    return launcher.with("PUMAGUARD_REGISTRY", registry).run(arguments);
  }

  private static Launcher nobody(Path home) throws IOException {
    return new Launcher(home).program(Mounted.asNobody(home));
  }

  /** Lets everybody in, and all above. */
  private void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  private static String error(String text) {
    return "pumaguard-models: error: " + text + "\n";
  }
}
