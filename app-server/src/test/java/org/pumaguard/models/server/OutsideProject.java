package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;

/**
 * A Maven project outside of this build. Its local repository, below {@code target}, has the
 * artifacts of this build as {@code mvn install} leaves them. All else comes from the local
 * repository of the build where it has it, and from Maven Central otherwise.
 */
final class OutsideProject {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final String VERSION = System.getProperty("project.version");
  private static final Path CONSUMERS = ROOT.resolve("app-server/target/consumers");
  private static final List<String> MODULES =
      List.of("domain", "adapters-http", "adapters-filesystem", "app-cli", "app-server");
  private static final Pattern NO_NETWORK =
      Pattern.compile("Could not transfer artifact|Unknown host|Network is unreachable");

  private final Path folder;
  private final Path repository;

  /**
   * A project in a folder with its {@code pom.xml}.
   *
   * @param name of its local repository, as a repository has one user at a time
   */
  OutsideProject(Path folder, String name) {
    this.folder = folder;
    this.repository = CONSUMERS.resolve(name);
  }

  /** Copies what this build made into the local repository of the project. */
  private void install() throws IOException {
    for (String module : MODULES) {
      String artifact = "pumaguard-models-" + module;
      String jar = artifact + "-" + VERSION + ".jar";
      copy(ROOT.resolve(module).resolve("pom.xml"), artifact, ".pom");
      copy(ROOT.resolve(module).resolve("target").resolve(jar), artifact, ".jar");
    }
    copy(ROOT.resolve("pom.xml"), "pumaguard-models", ".pom");
    Path bom = ROOT.resolve("app-cli/bom/target/published.pom");
    assumeTrue(Files.exists(bom), "no " + bom + " here; build all modules");
    copy(bom, "pumaguard-models-bom", ".pom");
    Files.writeString(repository.resolve("settings.xml"), settings());
  }

  private void copy(Path file, String artifact, String extension) throws IOException {
    Path place = repository.resolve("org/pumaguard").resolve(artifact).resolve(VERSION);
    Files.createDirectories(place);
    Files.copy(
        file,
        place.resolve(artifact + "-" + VERSION + extension),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static String settings() {
    return """
    <settings>
      <profiles>
        <profile>
          <id>build</id>
          <repositories>
            <repository><id>build</id><url>%1$s</url></repository>
          </repositories>
          <pluginRepositories>
            <pluginRepository><id>build</id><url>%1$s</url></pluginRepository>
          </pluginRepositories>
        </profile>
      </profiles>
      <activeProfiles>
        <activeProfile>build</activeProfile>
      </activeProfiles>
    </settings>
    """
        .formatted(Path.of(System.getProperty("local.repository")).toUri());
  }

  /** Runs Maven, which has to succeed; skips the test where there is none, and no network. */
  void maven(String... goals) throws IOException {
    Path program = Path.of(System.getProperty("maven.home"), "bin", "mvn");
    assumeTrue(Files.isExecutable(program), "no Maven here");
    install();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program.toString(), "-B", "-ntp", "-Dstyle.color=never"));
    command.addAll(List.of("-gs", repository.resolve("settings.xml").toString()));
    command.add("-Dmaven.repo.local=" + repository);
    command.addAll(List.of(goals));
    ProgramResult result =
        new ProcessRunner(Files.createDirectories(repository.resolve("home")))
            .from(folder)
            .with("JAVA_HOME", System.getProperty("java.home"))
            // Maven runs for seconds.
            .with("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m")
            .start(command)
            .finish();
    assumeFalse(
        result.status() != 0 && NO_NETWORK.matcher(result.out()).find(),
        "the libraries of the project are not here, and there is no network");
    assertEquals(0, result.status(), result::toString);
  }
}
