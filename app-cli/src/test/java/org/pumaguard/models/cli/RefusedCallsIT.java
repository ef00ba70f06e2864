package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.PreloadedLibrary;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** File systems that refuse some system calls. */
@Tag("slow")
class RefusedCallsIT {

  private static final int EPERM = 1;
  private static final int EIO = 5;
  private static final int EEXIST = 17;
  private static final int EINVAL = 22;
  private static final int EOPNOTSUPP = 95;

  @TempDir private Path temp;
  private Launcher launcher = new Launcher(Path.of("target"));
  private SampleRegistry published = new SampleRegistry(Path.of("target"));

  @BeforeEach
  void publish() throws IOException {
    launcher = new Launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).single("m.h5", 5000, 1);
    published.registry();
  }

  @ParameterizedTest
  @ValueSource(ints = {EINVAL, EOPNOTSUPP})
  void worksWhereDirectoriesCannotBeForced(int error) throws IOException {
    refuseDirectoryForces(error);
    assertEquals(Exit.OK, run(published, "cache").status());
    assertEquals(published.digestOf("m.h5"), Digests.of(launcher.cache().resolve("m.h5")));
    List<String> notes =
        run(published, "doctor").out().lines().filter(line -> line.contains("power cut")).toList();
    assertEquals(1, notes.size(), notes::toString);
  }

  @Test
  void failsIfADirectoryCannotBeWritten() throws IOException {
    refuseDirectoryForces(EIO);
    assertEquals(Exit.STORAGE, run(published, "cache").status());
  }

  @ParameterizedTest
  @ValueSource(ints = {EPERM, EEXIST})
  void worksWithoutLinksWhereARenameReplacesNothing(int error) throws IOException {
    Path library = PreloadedLibrary.compile(temp, PreloadedLibrary.LINKS_AND_REPLACING_RENAMES);
    launcher.with("LD_PRELOAD", library.toString()).with("RENAME_ERRNO", String.valueOf(error));
    assertEquals(Exit.OK, run(published, "cache").status());
    SampleRegistry next = new SampleRegistry(temp.resolve("next")).single("m.h5", 6000, 2);
    next.registry();
    ProgramResult updated = run(next, "cache");
    assertEquals(Exit.OK, updated.status(), updated::toString);
    Path model = launcher.cache().resolve("m.h5");
    assertEquals(next.digestOf("m.h5"), Digests.of(model));
    assertEquals(Exit.OK, run(next, "rollback", "m.h5").status());
    assertEquals(published.digestOf("m.h5"), Digests.of(model));
    Path bundle = temp.resolve("bundle.tar");
    for (int i = 0; i < 2; i++) {
      ProgramResult bundled = run(published, "bundle", "create", bundle.toString());
      assertEquals(Exit.OK, bundled.status(), bundled::toString);
    }
    assertEquals(Set.of("m.h5", "model-registry.json"), new CacheFiles(launcher.cache()).visible());
    try (var left = Files.list(launcher.cache().resolve(".pumaguard-staging"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  private void refuseDirectoryForces(int error) throws IOException {
    Path library = PreloadedLibrary.compile(temp, PreloadedLibrary.DIRECTORY_FORCES);
    launcher.with("LD_PRELOAD", library.toString()).with("FORCE_ERRNO", String.valueOf(error));
  }

  private ProgramResult run(SampleRegistry registry, String... arguments) {
    return launcher.with("PUMAGUARD_REGISTRY", registry.folder().toString()).run(arguments);
  }
}
