package org.pumaguard.models.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * The package with a Java of its own, unpacked elsewhere than where it was built, and run by
 * another user with no Java on the PATH and a JAVA_HOME that does not exist.
 */
class SelfContainedIT {

  private static final double LEAST_SHARE = 0.95;

  @TempDir private Path temp;
  private Unpacked unpacked;
  private SampleRegistry published;

  @BeforeEach
  void unpack() throws IOException {
    unpacked = Unpacked.of(Unpacked.selfContained(), temp.resolve("opt with blank"));
    published = new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 2, 5000, 1);
  }

  /** The lists of classes are recorded anew by {@code src/main/build/record-classes}. */
  @Test
  void bothProgramsStartFromTheirArchives() throws IOException {
    published.registry();
    ProgramResult listed =
        nobody()
            .with("PUMAGUARD_MODELS_OPTS", loadedTo("list"))
            .run(Unpacked.CLI, "-r", published.folder().toString(), "list");
    assertTrue(listed.out().contains("m.h5"), listed::toString);
    assertEquals("", listed.err());
    assertFromArchive("list");

    try (ServerRun server =
        new ServerRun(
            startServer(nobody().with("PUMAGUARD_MODELS_SERVER_OPTS", loadedTo("server"))))) {
      server.awaitReady();
      server.stop();
    }
    assertFromArchive("server");
  }

  @Test
  void readsCompressedModelsAndWritesBundles() throws IOException {
    Path plain = Files.write(temp.resolve("plain"), published.bytes("m.h5"));
    for (String tool : List.of("xz", "zstd")) {
      Path packed = temp.resolve("plain." + tool);
      ProcessRunner.check("sh", "-c", tool + " -c '" + plain + "' >'" + packed + "'");
      String kind = tool.equals("zstd") ? "zst" : tool;
      published.entry(
          "m." + kind + ".pt",
          "sha256: " + published.digestOf("m.h5"),
          "file: plain." + tool,
          "compression: " + kind,
          "file-sha256: " + sha256(packed));
      Files.copy(packed, published.folder().resolve(packed.getFileName()));
    }
    published.registry();
    Path bundle = cache().resolveSibling("bundle.tar.zst");
    ProgramResult created =
        nobody()
            .run(
                Unpacked.CLI,
                "-r",
                published.folder().toString(),
                "--cache-dir",
                cache().toString(),
                "bundle",
                "create",
                bundle.toString());
    assertEquals(0, created.status(), created::toString);
    ProgramResult imported =
        nobody()
            .run(
                Unpacked.CLI,
                "--cache-dir",
                cache().resolveSibling("other").toString(),
                "bundle",
                "import",
                bundle.toString());
    assertEquals(0, imported.status(), imported::toString);
  }

  /** The rehearsal fetches over TLS from a server with a key on an elliptic curve. */
  @Test
  void fetchesOverTls() throws IOException {
    Path lists = cache().resolveSibling("lists");
    ProgramResult recorded =
        unpacked
            .again()
            .with("PATH", "/usr/bin:/bin")
            .run("pumaguard-models-prepare", "--record", lists.toString());
    assertEquals(0, recorded.status(), recorded::toString);
    String classes = Files.readString(lists.resolve("pumaguard-models.classes"));
    assertTrue(classes.contains("sun/security/ec/ECDSASignature"));
    assertTrue(classes.contains("sun/security/ssl/Finished$T13FinishedConsumer"));
  }

  @Test
  void theServerServesPageEventsAndMetrics() throws IOException {
    published.registry();
    try (ServerRun server = new ServerRun(startServer(nobody()))) {
      server.awaitReady();
      assertTrue(server.get("/").text().contains("<html"));
      assertTrue(server.get("/metrics").text().contains("pumaguard_registry_readable"));
      assertEquals(200, server.get("/api/v1/openapi.yaml").status());
      assertEquals(10000, server.get("/models/m.h5").body().length);
      server.stop();
    }
  }

  private RunningProgram startServer(Unpacked programs) throws IOException {
    published.registry();
    return programs.start(
        unpacked.program(Unpacked.SERVER),
        "--port",
        "0",
        "-r",
        published.folder().toString(),
        "--cache-dir",
        cache().toString());
  }

  private Unpacked nobody() throws IOException {
    return unpacked
        .again()
        .asNobody(temp)
        .with("PATH", Unpacked.tools(temp.resolve("tools")).toString())
        .with("JAVA_HOME", "/nowhere")
        .with("TMPDIR", "/nowhere")
        .with("LC_ALL", "C");
  }

  /** A place that every user may write to. */
  private Path cache() throws IOException {
    Path open = Files.createDirectories(temp.resolve("open"));
    ProcessRunner.check("chmod", "1777", open.toString());
    return open.resolve("cache");
  }

  private String loadedTo(String name) throws IOException {
    return "-Xshare:on -Xlog:class+load:file=" + cache().resolveSibling(name + ".log");
  }

  private void assertFromArchive(String name) throws IOException {
    List<String> classes = Files.readAllLines(cache().resolveSibling(name + ".log"));
    long shared =
        classes.stream().filter(line -> line.contains("source: shared objects file")).count();
    assertTrue(
        shared >= LEAST_SHARE * classes.size(),
        () ->
            name
                + ": only "
                + shared
                + " of "
                + classes.size()
                + " classes come from the archive; run src/main/build/record-classes");
  }

  private String sha256(Path file) {
    return new ProcessRunner(temp.resolve("home"))
        .run("sha256sum", file.toString())
        .out()
        .substring(0, 64);
  }
}
