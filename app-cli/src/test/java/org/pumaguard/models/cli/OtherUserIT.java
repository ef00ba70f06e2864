package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** The program below a user to whom the files do not belong. */
class OtherUserIT {

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
  void namesAnUnreadableConfigurationFile() throws IOException {
    Path file = Files.writeString(configurationFile(), "parallel: 2\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    open(temp.resolve("home"));
    ProgramResult result = nobody(temp.resolve("home")).run("-r", registry, "list");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertEquals(
        error(file + ": cannot be read: permission denied; make it readable for this user"),
        result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "path a.pt", "verify", "size", "pin a.pt", "clear -y"})
  void namesADirectoryOfAnotherUser(String command) throws IOException {
    Path theirs = temp.resolve("theirs");
    assertEquals(Exit.OK, run("--cache-dir", theirs.toString(), "cache").status());
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(theirs)));
    open(temp.resolve("home"));
    ProgramResult result =
        nobody(temp.resolve("home"))
            .with("PUMAGUARD_REGISTRY", registry)
            .with("PUMAGUARD_MODELS_DIR", theirs.toString())
            .run(command.split(" ", -1));
    assertEquals(Exit.STORAGE, result.status(), result::toString);
    assertTrue(result.err().contains("permission denied: " + theirs), result::toString);
    assertTrue(result.err().contains("readable for this user"), result::toString);
  }

  /** It is the umask that takes the rights away. */
  @Test
  void namesACreatedDirectoryWithoutAccess() throws IOException {
    Path home = temp.resolve("home");
    open(home);
    ProgramResult result =
        nobody(home)
            .with("PUMAGUARD_REGISTRY", registry)
            .with("PUMAGUARD_MODELS_DIR", home.resolve("new").toString())
            .shell("umask 777; exec '" + home.resolve("as-nobody") + "' cache");
    assertEquals(Exit.STORAGE, result.status(), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
    assertTrue(
        result.err().contains("permission denied: " + home.resolve("new")), result::toString);
    assertTrue(result.err().contains("for this user"), result::toString);
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

  private static Launcher nobody(Path home) throws IOException {
    return new Launcher(home).program(MountedDisk.asNobody(home));
  }

  /** Lets everybody in, and all above. */
  private void open(Path folder) throws IOException {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }
}
