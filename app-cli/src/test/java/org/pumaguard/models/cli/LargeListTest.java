package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;

/** A list says the same of a large registry as of a small one. */
class LargeListTest {

  private static final String OTHER = "ü.pt";

  @TempDir private Path temp;

  @Test
  void ofNothingAllModelsAreMissing() throws IOException {
    Launcher launcher = Inside.launcher(temp);
    ProgramResult listed = launcher.run("-r", registry(300).toString(), "list");
    assertEquals(Exit.OK, listed.status(), listed::toString);
    assertEquals(302, listed.out().lines().count());
    assertEquals(301, listed.out().lines().filter(line -> line.contains(" missing ")).count());
    assertTrue(Files.notExists(launcher.cache()));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 300})
  void eachStateIsFound(int models) throws IOException {
    Launcher launcher = Inside.launcher(temp);
    Path partials = launcher.cache().resolve(".pumaguard/v1/partials");
    Files.createDirectories(partials);
    Files.createDirectory(launcher.cache().resolve("m-1.pt"));
    Files.writeString(launcher.cache().resolve("m-2.pt"), "another file");
    Files.writeString(launcher.cache().resolve(OTHER), "another file");
    Files.writeString(partials.resolve(digest(3)), "begun");
    Files.createSymbolicLink(launcher.cache().resolve("m-4.pt"), Path.of("nowhere"));
    ProgramResult listed = launcher.run("-r", registry(models).toString(), "list");
    List<String> states = new ArrayList<>();
    listed
        .out()
        .lines()
        .filter(line -> line.matches("(m-[0-4]|ü)\\.pt .*"))
        .forEach(line -> states.add(line.split(" +", 3)[1]));
    assertEquals(
        List.of("missing", "missing", "damaged", "partial", "missing", "damaged"),
        states,
        listed::toString);
    assertTrue(listed.err().contains("a directory"), listed::toString);
    assertTrue(listed.err().contains("a symbolic link"), listed::toString);
  }

  private Path registry(int models) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int model = 0; model < models; model++) {
      text.append("m-").append(model).append(".pt: {sha256: ").append(digest(model)).append("}\n");
    }
    text.append(OTHER).append(": {sha256: ").append(digest(models)).append("}\n");
    return Files.writeString(temp.resolve("registry.yaml"), text);
  }

  private static String digest(int number) {
    return String.valueOf(10_000_000L + number).repeat(8);
  }
}
