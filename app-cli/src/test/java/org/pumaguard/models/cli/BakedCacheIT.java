package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.MountedDisk;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;
import org.pumaguard.models.testkit.Strace;

/** A cache that was copied with its times into a read-only image, and is used by another user. */
class BakedCacheIT {

  private static final String MODEL = "baked.bin";
  private static final String ARCHIVE = "labels.tar";

  @TempDir private Path temp;

  @Test
  void hitReadsNoModelWithVerifyMtime() throws IOException {
    Strace.assumeStrace();
    Path home = Files.createDirectory(temp.resolve("home"));
    Launcher launcher = new Launcher(home);
    SampleRegistry published = new SampleRegistry(temp.resolve("www")).single(MODEL, 100_000, 1);
    published.registry();
    Path folder = published.folder();
    assertEquals(
        Exit.OK,
        launcher
            .shell("cd '" + folder + "' && echo a > a.txt && tar -cf " + ARCHIVE + " a.txt")
            .status());
    Files.writeString(
        folder.resolve("model-registry.yaml"),
        "schema: 2\nmodels:\n  "
            + MODEL
            + ": {sha256: "
            + Digests.of(folder.resolve(MODEL))
            + "}\n  "
            + ARCHIVE
            + ": {sha256: "
            + Digests.of(folder.resolve(ARCHIVE))
            + ", unpack: labels}\n");
    assertEquals(Exit.OK, launcher.run("-r", folder.toString(), "cache").status());
    Path baked = temp.resolve("baked");
    ProcessRunner.check("cp", "-a", launcher.cache().toString(), baked.toString());
    ProcessRunner.check("chmod", "-R", "a+rX", temp.toString());
    List<String> before = files(baked);
    try (MountedDisk ignored = MountedDisk.readOnly(baked)) {
      List<String> opened = opened(baked, folder, "mtime");
      assertTrue(
          opened.stream().noneMatch(call -> call.contains(MODEL) || call.contains(ARCHIVE)),
          opened::toString);
      assertTrue(
          opened(baked, folder, "changed").stream().anyMatch(call -> call.contains(MODEL)),
          "the default policy has to read the copy");
    }
    assertEquals(before, files(baked));
  }

  /** The calls that open files, while another user requests all models. */
  private List<String> opened(Path baked, Path folder, String policy) throws IOException {
    Path traced = Strace.program(temp, "-e trace=openat,open");
    Path program = temp.resolve("as-another-user");
    Files.writeString(
        program, Files.readString(traced).replace("exec strace ", "exec strace -u nobody "));
    assertTrue(program.toFile().setExecutable(true));
    assumeTrue(
        ProcessRunner.succeeds("strace", "-u", "nobody", "-o", "/dev/null", "true"),
        "only root can become another user");
    ProgramResult result =
        new Launcher(temp.resolve("home"))
            .program(program)
            .run(
                "-r",
                folder.toString(),
                "--cache-dir",
                baked.toString(),
                "--verify",
                policy,
                "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    return Strace.calls(temp).stream()
        .map(Strace.Call::text)
        .filter(text -> text.contains(baked.toString()))
        .toList();
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
