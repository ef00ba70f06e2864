package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * Two users of one group and one cache directory, by the rights that they have: real ones, so these
 * tests need an administrator to become them. Neither has an umask that helps the group.
 */
class SharedDirectoryIT {

  private static final int FIRST = 54_321;
  private static final int SECOND = 54_322;
  private static final int GROUP = 54_320;

  @TempDir private Path temp;
  private Path shared;
  private SampleRegistry published;

  @BeforeEach
  void share() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Files.isExecutable(Path.of("/usr/bin/setpriv")),
        "only an administrator can become other users");
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    published =
        new SampleRegistry(temp.resolve("www"))
            .fragmented("m.h5", 3, 20_000, 7)
            .single("a.pt", 5000, 1)
            .single("b.pt", 5000, 2)
            .single("twin.pt", 5000, 1);
    published.registry();
    shared = Files.createDirectory(temp.resolve("shared"));
    own(shared, 0);
    Files.setAttribute(shared, "unix:mode", 02775);
  }

  @Test
  void eachHasHitsOnWhatTheOtherAddedAndAddsMore() throws IOException {
    assertEquals(Exit.OK, run(FIRST, "cache", "a.pt").status());
    Path gone = published.folder().resolve("a.pt");
    Files.delete(gone);
    ProgramResult hit = run(SECOND, "path", "a.pt");
    assertEquals(Exit.OK, hit.status(), hit::toString);
    assertEquals("", hit.err());
    ProgramResult more = run(SECOND, "cache", "b.pt", "m.h5");
    assertEquals(Exit.OK, more.status(), more::toString);
    assertFalse(more.err().contains("warning"), more::toString);
    ProgramResult verified = run(FIRST, "verify");
    assertEquals("ok", verified.column("a.pt"));
    assertEquals("ok", verified.column("b.pt"));
    assertEquals("ok", verified.column("m.h5"));
    ProgramResult cleared = run(FIRST, "clear", "-y", "b.pt");
    assertEquals(Exit.OK, cleared.status(), cleared::toString);
    assertFalse(Files.exists(shared.resolve("b.pt")));
  }

  /**
   * Linux lets nobody link to another's file that he may not write ({@code protected_hardlinks}).
   */
  @Test
  void contentOfTheOtherIsSharedOrCopiedButNotFetched() throws IOException {
    assertEquals(Exit.OK, run(FIRST, "cache", "a.pt").status());
    Files.delete(published.folder().resolve("twin.pt"));
    ProgramResult twin = run(SECOND, "cache", "twin.pt");
    assertEquals(Exit.OK, twin.status(), twin::toString);
    assertEquals(published.digestOf("a.pt"), Digests.of(shared.resolve("twin.pt")));
    assertEquals(
        Set.of(),
        Set.copyOf(
            Files.getPosixFilePermissions(shared.resolve("twin.pt")).stream()
                .filter(right -> right.name().endsWith("WRITE"))
                .toList()),
        "nobody may write to it");
    assertEquals("", run(SECOND, "path", "twin.pt").err());
  }

  @Test
  void whatOneHasBegunTheOtherFinishes() throws IOException {
    Path fragment = published.folder().resolve("m.h5_ac");
    Path away = temp.resolve("away");
    Files.move(fragment, away);
    assertEquals(Exit.UNAVAILABLE, run(FIRST, "cache", "m.h5").status());
    assertTrue(
        Files.exists(new CacheFiles(shared).partial(published.digestOf("m.h5"))), "it was begun");
    Files.move(away, fragment);
    ProgramResult finished = run(SECOND, "-o", "json", "cache", "m.h5");
    assertEquals(Exit.OK, finished.status(), finished::toString);
    assertTrue(finished.out().contains("\"bytesReused\" : 40000"), finished::toString);
    assertEquals(Exit.OK, run(FIRST, "path", "m.h5").status());
  }

  @Test
  void aFileOfAnotherUserIsTakenOverAsItIs() throws IOException {
    Path theirs = shared.resolve("a.pt");
    Files.move(published.folder().resolve("a.pt"), theirs);
    own(theirs, FIRST);
    for (String rights : new String[] {"rw-r--r--", "rw-rw-r--", "r--r--r--"}) {
      Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString(rights));
      ProgramResult result = run(SECOND, "cache", "a.pt");
      assertEquals(Exit.OK, result.status(), result::toString);
      assertEquals("cached", state("a.pt"));
      assertEquals(rights, PosixFilePermissions.toString(Files.getPosixFilePermissions(theirs)));
    }
  }

  /** As on a file system without links, a version that was adopted has one name only. */
  @Test
  void copiesWhatCannotBeLinkedBeforeAReplacement() throws IOException {
    Path theirs = shared.resolve("a.pt");
    Files.move(published.folder().resolve("a.pt"), theirs);
    own(theirs, FIRST);
    Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(Exit.OK, run(SECOND, "cache", "a.pt").status());
    SampleRegistry next = new SampleRegistry(temp.resolve("next")).single("a.pt", 5000, 3);
    next.registry();
    ProgramResult updated = run(SECOND, "-r", next.folder().toString(), "cache", "a.pt");
    assertEquals(Exit.OK, updated.status(), updated::toString);
    assertEquals(next.digestOf("a.pt"), Digests.of(theirs));
    ProgramResult back = run(SECOND, "rollback", "a.pt");
    assertEquals(Exit.OK, back.status(), back::toString);
    assertEquals(published.digestOf("a.pt"), Digests.of(theirs));
  }

  @Test
  void aDirectoryThatIsOnlyReadHasHits() throws IOException {
    assertEquals(Exit.OK, run(FIRST, "cache", "a.pt").status());
    try (Stream<Path> all = Files.walk(shared)) {
      for (Path folder : all.filter(Files::isDirectory).toList()) {
        Files.setAttribute(folder, "unix:mode", 0755);
      }
    }
    Set<Path> before = Set.copyOf(new CacheFiles(shared).all());
    ProgramResult hit = run(SECOND, "--offline", "path", "a.pt");
    assertEquals(Exit.OK, hit.status(), hit::toString);
    assertEquals("", hit.err());
    ProgramResult other = run(SECOND, "cache", "b.pt");
    assertEquals(Exit.STORAGE, other.status(), other::toString);
    assertEquals(before, Set.copyOf(new CacheFiles(shared).all()));
  }

  @Test
  void whatPythonLeftIsReadWhereNothingCanBeConverted() throws IOException {
    Files.move(published.folder().resolve("a.pt"), shared.resolve("a.pt"));
    Files.writeString(
        shared.resolve("model-resgistry.json"),
        "{\"version\": \"1.0\", \"created\": \"2025-03-04 12:34:56\", \"cached-models\": {}}");
    Files.setAttribute(shared, "unix:mode", 0755);
    ProgramResult result = run(SECOND, "--offline", "path", "a.pt");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(Set.of("a.pt", "model-resgistry.json"), new CacheFiles(shared).visible());
  }

  private String state(String name) {
    String list = run(SECOND, "list").out();
    return list.lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.split(" +", -1)[1])
        .findFirst()
        .orElseThrow(() -> new AssertionError(list));
  }

  private ProgramResult run(int user, String... arguments) {
    try {
      Path home = temp.resolve("home-" + user);
      if (!Files.exists(home)) {
        Files.createDirectory(home);
        own(home, user);
      }
      Path program = temp.resolve("as-" + user);
      Files.writeString(
          program,
          "#!/bin/sh\numask %s\nexec setpriv --reuid=%d --regid=%d --clear-groups '%s' \"$@\"\n"
              .formatted(user == FIRST ? "077" : "022", user, GROUP, Launcher.built()));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new Launcher(home)
          .program(program)
          .with("PUMAGUARD_REGISTRY", published.folder().toString())
          .with("PUMAGUARD_MODELS_DIR", shared.toString())
          .run(arguments);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void own(Path path, int user) throws IOException {
    Files.setAttribute(path, "unix:uid", user);
    Files.setAttribute(path, "unix:gid", GROUP);
  }
}
