package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/** What a project gets that depends on an artifact of this build. */
@Tag("slow")
class ConsumersIT {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final String LIST = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:list";
  private static final Pattern JAR = Pattern.compile(":(/[^ ]+\\.jar)");
  private static final String VERSION = System.getProperty("project.version");
  private static final String CLI = "org.pumaguard:pumaguard-models-app-cli:" + VERSION;
  private static final String SERVER = "org.pumaguard:pumaguard-models-app-server:" + VERSION;
  private static final String BOM =
      """
      <dependencyManagement><dependencies><dependency>
        <groupId>org.pumaguard</groupId><artifactId>pumaguard-models-bom</artifactId>
        <version>%s</version><type>pom</type><scope>import</scope>
      </dependency></dependencies></dependencyManagement>
      """
          .formatted(VERSION);
  private static final Set<String> CHOSEN_BY_THE_CONSUMER =
      Set.of("picocli", "slf4j-nop", "slf4j-simple", "logback-classic", "zstd-jni", "xz");

  @TempDir private Path temp;

  @Test
  void theCacheComesWithTestedLibrariesOnly() throws IOException {
    List<Path> jars = jarsOf("", CLI);
    assertAreShipped(jars, ROOT.resolve("app-cli/target/dist/lib"));
    assertTrue(names(jars).contains("guava"), jars::toString);
    assertHasNoneOf(CHOSEN_BY_THE_CONSUMER, jars);
    assertHasNoneOf(Set.of("micrometer-core", "undertow-core"), jars);
    assertAreModules(jars, "domain", "http", "filesystem", "cli");
    assertEquals("39 bytes\n", run("--class-path", jars));
  }

  @Test
  void theCacheRunsOnTheModulePath() throws IOException {
    // The module of Jackson's YAML reader requires it, its classes do not.
    List<Path> jars = jarsOf("", CLI, "com.fasterxml.jackson.core:jackson-databind:2.22.4");
    assertEquals("39 bytes\n", run("--module-path", jars));
  }

  @Test
  void theServerComesWithTestedLibrariesOnly() throws IOException {
    List<Path> jars = jarsOf("", SERVER);
    assertAreShipped(jars, ROOT.resolve("app-server/target/dist/lib"));
    assertHasNoneOf(CHOSEN_BY_THE_CONSUMER, jars);
    assertAreModules(jars, "domain", "http", "filesystem", "cli", "server");
  }

  @Test
  void theBillOfMaterialsHasTheVersionsOfTheProgram() throws IOException {
    List<Path> jars =
        jarsOf(
            BOM,
            "org.pumaguard:pumaguard-models-app-cli",
            "com.google.guava:guava",
            "com.github.luben:zstd-jni",
            "org.tukaani:xz");
    assertTrue(names(jars).containsAll(Set.of("zstd-jni", "xz")), jars::toString);
    assertAreShipped(jars, ROOT.resolve("app-cli/target/dist/lib"));
  }

  /** Resolves a project with dependencies, whose versions are given or managed. */
  private List<Path> jarsOf(String management, String... dependencies) throws IOException {
    StringBuilder listed = new StringBuilder();
    for (String dependency : dependencies) {
      String[] parts = dependency.split(":", -1);
      listed.append("<dependency><groupId>").append(parts[0]);
      listed.append("</groupId><artifactId>").append(parts[1]).append("</artifactId>");
      if (parts.length > 2) {
        listed.append("<version>").append(parts[2]).append("</version>");
      }
      listed.append("</dependency>");
    }
    String project =
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.example</groupId><artifactId>consumer</artifactId><version>1</version>
          %s
          <dependencies>%s</dependencies>
        </project>
        """
            .formatted(management, listed);
    Path folder = Files.createDirectories(temp.resolve("project"));
    Files.writeString(folder.resolve("pom.xml"), project);
    Path list = folder.resolve("list");
    new OutsideProject(folder, "consumers")
        .maven(LIST, "-DoutputAbsoluteArtifactFilename=true", "-DoutputFile=" + list);
    List<Path> jars =
        JAR.matcher(Files.readString(list)).results().map(jar -> Path.of(jar.group(1))).toList();
    assertTrue(jars.size() > dependencies.length, jars::toString);
    return jars;
  }

  /** The libraries of the program are those of the tests. */
  private static void assertAreShipped(List<Path> jars, Path libraries) throws IOException {
    Set<String> others =
        jars.stream()
            .map(jar -> String.valueOf(jar.getFileName()))
            .collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> shipped = Files.list(libraries)) {
      shipped.forEach(jar -> others.remove(String.valueOf(jar.getFileName())));
    }
    assertEquals(Set.of(), others);
  }

  private static void assertHasNoneOf(Set<String> unwanted, List<Path> jars) {
    Set<String> found = new TreeSet<>(names(jars));
    found.retainAll(unwanted);
    assertEquals(Set.of(), found);
  }

  /** Each jar of this build is a module with its name, and has no package of another one. */
  private static void assertAreModules(List<Path> jars, String... names) {
    List<ModuleDescriptor> ours =
        ModuleFinder.of(jars.toArray(Path[]::new)).findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(module -> module.name().startsWith("org.pumaguard."))
            .toList();
    assertEquals(
        Stream.of(names).map("org.pumaguard.models."::concat).collect(Collectors.toSet()),
        ours.stream().map(ModuleDescriptor::name).collect(Collectors.toSet()));
    Set<String> packages = new TreeSet<>();
    for (ModuleDescriptor module : ours) {
      for (String each : module.packages()) {
        assertTrue(packages.add(each), () -> each + " is also in another module than " + module);
      }
    }
  }

  private static Set<String> names(List<Path> jars) {
    return jars.stream()
        .map(jar -> String.valueOf(jar.getFileName()).replaceFirst("-\\d.*", ""))
        .collect(Collectors.toSet());
  }

  /** Runs a small program that ensures a model of the demo. */
  private String run(String option, List<Path> jars) throws IOException {
    Path source = temp.resolve("Consumer.java");
    Files.writeString(
        source,
        """
        import java.nio.file.*;
        import org.pumaguard.models.Models;
        import org.pumaguard.models.domain.cache.ModelCache;

        public class Consumer {
          public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            try (ModelCache models =
                Models.at(directory).registry(Path.of(arguments[1])).open()) {
              System.out.println(Files.size(models.ensure("labels.txt")) + " bytes");
            }
          }
        }
        """);
    String path = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.addAll(List.of(option, path));
    if (option.equals("--module-path")) {
      command.addAll(List.of("--add-modules", "ALL-MODULE-PATH"));
    }
    command.addAll(List.of(source.toString(), temp.resolve("models").toString()));
    command.add(ROOT.resolve("examples/demo").toString());
    ProgramResult result =
        new ProcessRunner(temp.resolve("home"))
            .run(Path.of(System.getProperty("java.home"), "bin", "java").toString(), command);
    assertEquals(0, result.status(), result::toString);
    return result.out();
  }
}
