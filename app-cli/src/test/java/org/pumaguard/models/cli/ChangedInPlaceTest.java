package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** Models into whose files somebody has written. */
class ChangedInPlaceTest {

  private static final String MODEL = "y.pt";
  private static final String OTHER = "z.pt";

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;

  @BeforeEach
  void cache() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    published = publish("www", 1);
    run("cache");
  }

  @Test
  void clearKeepsFilesThatTheUserChanged() throws IOException {
    write(file(MODEL), "mine");
    Files.delete(file(OTHER));
    Files.writeString(file(OTHER), "mine too");
    ProgramResult dry = run("clear", "--dry-run", MODEL, OTHER);
    ProgramResult cleared = run("clear", "-y", MODEL, OTHER);
    for (ProgramResult result : new ProgramResult[] {dry, cleared}) {
      assertEquals(Exit.OK, result.status(), result::toString);
      for (String name : new String[] {MODEL, OTHER}) {
        assertTrue(
            result.err().contains(name + " is left where it is: it was changed"), result::toString);
      }
      assertEquals("20000", result.column(OTHER), "what it showed before is not somebody's");
    }
    assertTrue(run("clear", "-y").err().contains(MODEL + " is left where it is: it was changed"));
    assertEquals(50_004, Files.size(file(MODEL)));
    assertEquals("mine too", Files.readString(file(OTHER)));
  }

  @Test
  void whatOnlyLooksChangedIsRemoved() throws IOException {
    Files.setPosixFilePermissions(file(MODEL), PosixFilePermissions.fromString("rw-r--r--"));
    Files.createLink(temp.resolve("backup"), file(MODEL));
    ProgramResult cleared = run("clear", "-y", MODEL);
    assertEquals("", cleared.err());
    assertFalse(Files.exists(file(MODEL)));
  }

  @Test
  void replacesADamagedVersionThatTheRegistryDropped() throws IOException {
    String old = published.digestOf(MODEL);
    write(file(MODEL), "damage");
    published = publish("next", 2);
    Path hidden = temp.resolve("hidden");
    Files.move(published.folder().resolve(MODEL), hidden);
    ProgramResult refused = run("--offline", "verify", "--repair", MODEL);
    assertEquals("damaged", refused.column(MODEL));
    assertTrue(
        refused.err().contains("the registry no longer names the damaged version"),
        refused::toString);
    assertTrue(Files.exists(file(MODEL)), "it stays until there is another");

    Files.move(hidden, published.folder().resolve(MODEL));
    ProgramResult repaired = run("verify", "--repair", MODEL);
    assertEquals(Exit.OK, repaired.status(), repaired::toString);
    assertEquals("repaired", repaired.column(MODEL));
    assertTrue(repaired.err().contains("the version that the registry names"), repaired::toString);
    assertEquals(published.digestOf(MODEL), Digests.of(file(MODEL)));
    assertFalse(run("show", MODEL).out().contains(old), "it is no version to go back to");
    ProgramResult back = run("rollback", MODEL);
    assertEquals(Exit.UNKNOWN_MODEL, back.status(), back::toString);
    assertTrue(back.err().contains("no earlier version of it is kept"), back::toString);
    assertTrue(run("prune").out().contains("unused content " + old), "it is garbage");
  }

  private SampleRegistry publish(String folder, int seed) {
    SampleRegistry made =
        new SampleRegistry(temp.resolve(folder))
            .single(MODEL, 50_000, seed)
            .single(OTHER, 20_000, 7);
    made.registry();
    return made;
  }

  private ProgramResult run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "-r";
    all[1] = published.folder().toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return launcher.run(all);
  }

  private Path file(String name) {
    return launcher.cache().resolve(name);
  }

  private static void write(Path file, String text) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
