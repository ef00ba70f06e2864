package org.pumaguard.models.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/** The life of the Debian package in one system, from the installation to the second purge. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DebianPackageIT {

  private static final String MODELS = "/var/lib/pumaguard-models";
  private static final String ARCHIVES = "/var/cache/pumaguard-models";
  private static final String SETTINGS = "/etc/pumaguard/models.yaml";

  @TempDir private static Path temp;
  private static Path built;
  private static DebianRoot system;

  @BeforeAll
  static void makeTheSystem() throws IOException {
    built = DebianRoot.builtPackage();
    system = DebianRoot.make(temp);
    Files.copy(built, system.path("/tmp/package.deb"));
  }

  @AfterAll
  static void endTheSystem() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  @Order(1)
  void lintianFindsNothing() {
    assumeTrue(ProcessRunner.succeeds("lintian", "--version"), "lintian is not installed");
    ProgramResult result = new ProcessRunner(temp).run("lintian", "--allow-root", built.toString());
    assertEquals("", result.out() + result.err());
  }

  @Test
  @Order(2)
  void systemdAcceptsTheUnit() {
    assumeTrue(ProcessRunner.succeeds("systemd-analyze", "--version"), "there is no systemd");
    ProgramResult result =
        new ProcessRunner(temp)
            .run(
                "sh",
                "-c",
                "dpkg-deb -x '"
                    + built
                    + "' unit && cd unit && sed -i 's|^ExecStart=.*|ExecStart=/bin/true|;"
                    + " s|_pumaguard|daemon|; /^Documentation/d' lib/systemd/system/*"
                    + " && systemd-analyze verify ./lib/systemd/system/*.service");
    assertEquals("", result.out() + result.err());
  }

  @Test
  @Order(3)
  void installsWithoutProcAndWithoutArchives() {
    ProgramResult result = system.runWithoutProc("dpkg -i /tmp/package.deb");
    assertEquals(0, result.status(), result::toString);
    assertTrue(result.err().contains("no class-data archives"), result::toString);
  }

  /** The trigger of a Java that is installed after the package. */
  @Test
  @Order(4)
  void aJavaThatIsInstalledMakesTheArchives() throws IOException {
    assertEquals(0, archives().size());
    ProgramResult result =
        system.run("dpkg-trigger --no-await /usr/lib/jvm && dpkg --configure --pending");
    assertEquals(0, result.status(), result::toString);
    assertEquals(2, archives().size(), result::toString);
    assertEquals("", system.run("dpkg -V pumaguard-models").out());
  }

  @Test
  @Order(5)
  void anotherUserRunsBothPrograms() {
    ProgramResult list = system.runAsNobody("pumaguard-models list");
    assertEquals(0, list.status(), list::toString);
    assertTrue(list.out().contains("two_models_gpu.h5"), list::toString);
    assertEquals(0, system.runAsNobody("pumaguard-models size").status());
    ProgramResult server =
        system.runAsNobody(
            "pumaguard-models-server --offline --models none --port 8099 & "
                + "until pumaguard-models-server --probe --port 8099 2>/dev/null; do :; done; "
                + "kill $!; wait $!");
    assertEquals(0, server.status(), server::toString);
    ProgramResult secret = system.runAsNobody("ls " + MODELS);
    assertTrue(secret.err().contains("Permission denied"), secret::toString);
  }

  @Test
  @Order(6)
  void anUpgradeKeepsSettingsAndModels() throws IOException {
    Files.writeString(system.path(SETTINGS), "cache-dir: " + MODELS + "/models\nport: 9999\n");
    Files.createDirectories(system.path(MODELS + "/models"));
    Files.writeString(system.path(MODELS + "/models/m.pt"), "m");
    ProgramResult repacked =
        new ProcessRunner(temp)
            .run(
                "sh",
                "-c",
                "dpkg-deb -R '"
                    + built
                    + "' new && sed -i 's/^Version:.*/Version: 99.0/'"
                    + " new/DEBIAN/control && dpkg-deb -Zgzip -z1 -b new '"
                    + system.path("/tmp/newer.deb")
                    + "'");
    assertEquals(0, repacked.status(), repacked::toString);
    FileTime before = FileTime.fromMillis(0);
    for (Path archive : archives()) {
      Files.setLastModifiedTime(archive, before);
    }
    ProgramResult result = system.run("dpkg -i /tmp/newer.deb");
    assertEquals(0, result.status(), result::toString);
    assertEquals("", result.err(), result::toString);
    assertTrue(Files.readString(system.path(SETTINGS)).contains("9999"));
    assertTrue(Files.exists(system.path(MODELS + "/models/m.pt")));
    assertEquals(2, archives().size(), result::toString);
    for (Path archive : archives()) {
      assertFalse(Files.getLastModifiedTime(archive).equals(before), archive::toString);
    }
  }

  @Test
  @Order(7)
  void aRemovalKeepsSettingsAndModelsOnly() {
    ProgramResult result = system.run("dpkg -r pumaguard-models");
    assertEquals(0, result.status(), result::toString);
    assertFalse(Files.exists(system.path(ARCHIVES)));
    assertTrue(Files.exists(system.path(SETTINGS)));
    assertTrue(Files.exists(system.path(MODELS + "/models/m.pt")));
  }

  @Test
  @Order(8)
  void aPurgeKeepsTheModelsAndSaysWhere() {
    ProgramResult result = system.run("dpkg -P pumaguard-models");
    assertEquals(0, result.status(), result::toString);
    assertTrue(result.err().contains("models stay in " + MODELS), result::toString);
    assertFalse(Files.exists(system.path("/etc/pumaguard")));
    assertFalse(Files.exists(system.path("/etc/default/pumaguard-models-server")));
    assertTrue(Files.exists(system.path(MODELS + "/models/m.pt")));
    assertEquals(0, system.run("dpkg -P pumaguard-models").status());
  }

  @Test
  @Order(9)
  void withoutModelsNothingIsLeft() {
    // Without archives, which take long to make; their removal is seen above.
    ProgramResult result =
        system.runWithoutProc(
            "rm -r " + MODELS + " && dpkg -i /tmp/package.deb && dpkg -P pumaguard-models");
    assertEquals(0, result.status(), result::toString);
    assertFalse(Files.exists(system.path(MODELS)));
    assertEquals("", system.run("getent passwd _pumaguard").out());
    String find = "find / -xdev -name '*pumaguard*' -not -path '/proc/*' -not -path '/tmp/*'";
    assertEquals("", system.run(find).out());
  }

  private static List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(system.path(ARCHIVES))) {
      return files.filter(file -> file.toString().endsWith(".jsa")).sorted().toList();
    }
  }
}
