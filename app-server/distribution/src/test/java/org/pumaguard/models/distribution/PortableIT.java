package org.pumaguard.models.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** The package for every Java, unpacked in a directory with a blank in its name. */
class PortableIT {

  @TempDir private Path temp;
  private Unpacked unpacked;
  private SampleRegistry published;

  static List<Path> javas() {
    return Unpacked.javas();
  }

  @BeforeEach
  void unpack() throws IOException {
    unpacked = Unpacked.of(Unpacked.portable(), temp.resolve("opt with blank"));
    published = new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 2, 5000, 1);
    published.registry();
  }

  @ParameterizedTest
  @MethodSource("javas")
  void bothProgramsRunThroughTwoLinks(Path java) throws IOException {
    for (String program : List.of(Unpacked.CLI, Unpacked.SERVER)) {
      Path first = Files.createDirectories(temp.resolve("a")).resolve(program);
      Files.createSymbolicLink(first, unpacked.program(program));
      Path second = Files.createSymbolicLink(temp.resolve(program), Path.of("a", program));
      ProgramResult result = with(java).run(second, "--version");
      assertTrue(result.out().startsWith(program + " "), result::toString);
      assertEquals("", result.err());
    }
    assertFetches(with(java));
  }

  /** Also with archives in another directory, and a umask that would hide them from others. */
  @ParameterizedTest
  @MethodSource("javas")
  void preparedOnceItServesEveryUserFromItsArchives(Path java) throws IOException {
    Path elsewhere = Files.createDirectory(temp.resolve("var cache"));
    Files.createSymbolicLink(unpacked.home().resolve("lib/archive"), elsewhere);
    ProgramResult prepared =
        with(java)
            .run(
                Path.of("/bin/sh"),
                "-c",
                "umask 077 && exec '" + unpacked.program("pumaguard-models-prepare") + "'");
    assertEquals("", prepared.out() + prepared.err());
    assertTrue(Files.exists(elsewhere.resolve("pumaguard-models.jsa")));
    for (String program : List.of(Unpacked.CLI, Unpacked.SERVER)) {
      ProgramResult result =
          with(java)
              .asNobody(temp)
              .with("PUMAGUARD_MODELS_OPTS", "-Xshare:on")
              .with("PUMAGUARD_MODELS_SERVER_OPTS", "-Xshare:on")
              .run(program, "--version");
      assertTrue(result.out().startsWith(program + " "), result::toString);
    }
  }

  /**
   * Every class of {@code list} is archived, those of picocli in their old format included. Java 17
   * archives nothing of a directory with a blank in its name.
   */
  @ParameterizedTest
  @MethodSource("javas")
  void onceItIsPreparedListLoadsNoClassFromAJarFile(Path java) throws IOException {
    unpacked = Unpacked.of(Unpacked.portable(), temp.resolve("opt"));
    ProgramResult prepared = with(java).run("pumaguard-models-prepare");
    assertEquals("", prepared.out() + prepared.err());
    Path log = temp.resolve("loaded.log");
    ProgramResult listed =
        with(java)
            .with("PUMAGUARD_MODELS_OPTS", "-Xshare:on -Xlog:class+load:file=" + log)
            .run(Unpacked.CLI, "-r", published.folder().toString(), "list");
    assertTrue(listed.out().contains("m.h5"), listed::toString);
    List<String> classes =
        Files.readAllLines(log).stream().filter(line -> line.contains(" source: ")).toList();
    assertTrue(
        classes.stream().anyMatch(line -> line.contains(" picocli.CommandLine ")),
        classes::toString);
    assertEquals(List.of(), classes.stream().filter(line -> line.endsWith(".jar")).toList());
  }

  @Test
  void preparingSaysWhatIsMissing() throws IOException {
    ProgramResult refused =
        with(javas().get(0)).asNobody(temp).with("TMPDIR", "/tmp").run("pumaguard-models-prepare");
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("lib/archive; run this as the owner"), refused::toString);
    ProgramResult noPlace =
        with(javas().get(0)).with("TMPDIR", "/nowhere").run("pumaguard-models-prepare");
    assertEquals(1, noPlace.status());
    assertTrue(noPlace.err().contains("set TMPDIR"), noPlace::toString);
    assertFalse(Files.exists(unpacked.home().resolve("lib/archive")));
  }

  @Test
  void withoutJavaBothProgramsSayWhatToInstall() throws IOException {
    Path tools = Unpacked.tools(temp.resolve("tools"));
    for (String program : List.of(Unpacked.CLI, Unpacked.SERVER)) {
      ProgramResult result =
          unpacked.again().with("PATH", tools.toString()).run(program, "--version");
      assertEquals(1, result.status());
      assertTrue(result.err().contains("install Java 17 or newer"), result::toString);
      assertEquals(1, result.err().lines().count(), result::toString);
    }
  }

  private Unpacked with(Path java) {
    return unpacked.again().with("PATH", "/usr/bin:/bin").with("JAVA_HOME", java.toString());
  }

  private void assertFetches(Unpacked programs) {
    ProgramResult fetched =
        programs.run(
            Unpacked.CLI,
            "-r",
            published.folder().toString(),
            "--cache-dir",
            temp.resolve("cache").toString(),
            "path",
            "m.h5");
    assertEquals(temp.resolve("cache/m.h5") + "\n", fetched.out(), fetched::toString);
  }
}
