package org.pumaguard.models.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/** What is in the packages. */
class ContentsIT {

  private static final long LARGEST_BYTES = 60_000_000;

  @TempDir private Path temp;

  static List<Path> packages() {
    return List.of(Unpacked.portable(), Unpacked.selfContained());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void ownersAndModesAreThoseOfASystemPackage(Path tarball) {
    ProgramResult listed =
        new ProcessRunner(temp.resolve("home"))
            .run("tar", "--numeric-owner", "-tvzf", tarball.toString());
    Pattern sane = Pattern.compile("(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x|l[rwx-]{9}) 0/0 .*");
    List<String> odd = listed.out().lines().filter(line -> !sane.matcher(line).matches()).toList();
    assertEquals(List.of(), odd);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void bothProgramsUseAllJarFilesAndNoOther(Path tarball) throws IOException {
    Path home = Unpacked.of(tarball, temp.resolve("package")).home();
    Set<String> used = new TreeSet<>();
    for (String program : List.of(Unpacked.CLI, Unpacked.SERVER)) {
      Pattern.compile("\\$lib/([^:\"/]+\\.jar)")
          .matcher(Files.readString(home.resolve("bin").resolve(program)))
          .results()
          .forEach(jar -> used.add(jar.group(1)));
    }
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      assertEquals(
          used,
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".jar"))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    for (String file :
        List.of(
            "LICENSE",
            "README.md",
            "bin/pumaguard-models-prepare",
            "lib/native/linux/amd64",
            "lib/systemd/system/pumaguard-models-server.service")) {
      assertTrue(Files.exists(home.resolve(file)), file);
    }
  }

  @Test
  void theSelfContainedPackageIsSmallAndForOneSystem() throws IOException {
    assertTrue(
        Files.size(Unpacked.selfContained()) <= LARGEST_BYTES,
        () -> Unpacked.selfContained() + " is larger than " + LARGEST_BYTES + " bytes");
    Path home = Unpacked.of(Unpacked.selfContained(), temp.resolve("package")).home();
    try (Stream<Path> systems = Files.walk(home.resolve("lib/native"), 2)) {
      assertEquals(
          List.of("linux", "linux/amd64"),
          systems
              .skip(1)
              .map(path -> home.resolve("lib/native").relativize(path).toString())
              .sorted()
              .toList());
    }
  }
}
