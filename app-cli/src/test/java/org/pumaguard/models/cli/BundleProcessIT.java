package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.Strace;

/** Imports and exports that are killed, or read from a pipe. */
class BundleProcessIT {

  private static final int FRAGMENT = 300_000;
  private static final int SINGLE = 200_001;

  @TempDir private Path temp;
  private SampleRegistry published;
  private Launcher there;
  private Launcher here;
  private Path bundle;

  @BeforeEach
  void publish() throws IOException {
    published =
        new SampleRegistry(temp.resolve("www"))
            .fragmented("m.h5", 3, FRAGMENT, 1)
            .single("s.bin", SINGLE, 9);
    published.entry("copy.bin", "sha256: " + published.digestOf("s.bin")).registry();
    there = Inside.launcher(Files.createDirectory(temp.resolve("there")));
    here = Inside.launcher(Files.createDirectory(temp.resolve("here")));
    bundle = temp.resolve("b.tar");
  }

  @Test
  void resumesAKilledImport() throws IOException {
    create(bundle);
    byte[] whole = Files.readAllBytes(bundle);
    Path pipe = temp.resolve("pipe");
    assertEquals(Exit.OK, there.shell("mkfifo '" + pipe + "'").status());
    RunningProgram running = here.start("bundle", "import", pipe.toString());
    try (OutputStream out = Files.newOutputStream(pipe)) {
      // All of the first model, and of what follows a part.
      out.write(whole, 0, whole.length - SINGLE / 2);
      out.flush();
      running.await(() -> Files.exists(here.cache().resolve("m.h5")));
      running.await(() -> Files.exists(partial("s.bin")));
      running.kill();
    }
    Object before = Files.getAttribute(here.cache().resolve("m.h5"), "unix:ino");
    ProgramResult result = here.run("-o", "json", "bundle", "import", bundle.toString());
    assertEquals(Exit.OK, result.status(), result::toString);
    checkAllAreHere();
    assertEquals(before, Files.getAttribute(here.cache().resolve("m.h5"), "unix:ino"));
    assertTrue(result.out().contains("\"bytesFetched\" : 0"), result::toString);
    assertFalse(Files.exists(partial("s.bin")));
    ProgramResult again = here.run("-o", "json", "bundle", "import", bundle.toString());
    assertFalse(again.out().replace("\"bytesFetched\" : 0,", "").contains("bytesFetched"));
  }

  /**
   * The first half is what a killed import has left, the second comes through a pipe and is wrong.
   */
  @Test
  void reportsWrongContentFromAPipe() throws IOException {
    int length = 8 << 20;
    SampleRegistry large = new SampleRegistry(temp.resolve("large")).single("large.bin", length, 3);
    ProgramResult made =
        there.run("-r", large.registry().toString(), "bundle", "create", bundle.toString());
    assertEquals(Exit.OK, made.status(), made::toString);
    byte[] whole = Files.readAllBytes(bundle);
    Path pipe = temp.resolve("pipe");
    assertEquals(Exit.OK, there.shell("mkfifo '" + pipe + "'").status());
    RunningProgram running = here.start("bundle", "import", pipe.toString());
    try (OutputStream out = Files.newOutputStream(pipe)) {
      out.write(whole, 0, length / 2);
      out.flush();
      running.await(() -> Files.exists(journal(large.digestOf("large.bin"))));
      running.kill();
    }
    whole[length - 1000] ^= 1;
    Path wrong = Files.write(temp.resolve("wrong.tar"), whole);
    ProgramResult result = here.shell("cat '" + wrong + "' | \"$pm\" bundle import -");
    assertEquals(Exit.INTEGRITY, result.status(), result::toString);
    assertTrue(result.err().contains("error: large.bin: checksum mismatch"), result::toString);
    assertTrue(result.err().contains(large.digestOf("large.bin")), result::toString);
    ProgramResult right = here.shell("cat '" + bundle + "' | \"$pm\" bundle import -");
    assertEquals(Exit.OK, right.status(), right::toString);
  }

  @Test
  void removesTheDraftOfAKilledExport() throws IOException {
    Strace.assumeStrace();
    create(bundle);
    Path other = Files.writeString(temp.resolve(".b.tar.part"), "somebody else's");
    Path home = temp.resolve("there");
    new Launcher(home)
        .program(Strace.program(home, "-e trace=fsync", "-e inject=fsync,fdatasync:signal=SIGKILL"))
        .run("-r", published.folder().toString(), "bundle", "create", bundle.toString());
    assertEquals(2, parts(), "a draft was left");
    create(bundle);
    assertEquals(1, parts());
    assertTrue(Files.exists(other));
    assertEquals(Exit.OK, here.run("bundle", "import", bundle.toString()).status());
  }

  private long parts() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.filter(file -> file.toString().endsWith(".part")).count();
    }
  }

  private void create(Path file, String... names) {
    Stream<String> all =
        Stream.concat(
            Stream.of("-r", published.folder().toString(), "bundle", "create", file.toString()),
            Arrays.stream(names));
    ProgramResult result = there.run(all.toArray(String[]::new));
    assertEquals(Exit.OK, result.status(), result::toString);
  }

  private void checkAllAreHere() {
    assertEquals(digest("m.h5"), Digests.of(here.cache().resolve("m.h5")));
    assertEquals(digest("s.bin"), Digests.of(here.cache().resolve("s.bin")));
    assertEquals(digest("s.bin"), Digests.of(here.cache().resolve("copy.bin")));
    ProgramResult list =
        here.run("-r", published.folder().toString(), "--offline", "list", "-o", "json");
    assertEquals(4, list.out().split("\"cached\"", -1).length, list::toString);
    assertEquals(Exit.OK, here.run("-r", published.folder().toString(), "verify").status());
  }

  private Path partial(String name) {
    return new CacheFiles(here.cache()).partial(digest(name));
  }

  private String digest(String name) {
    return published.digestOf(name);
  }

  private Path journal(String digest) {
    return new CacheFiles(here.cache()).journal(digest);
  }
}
