package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** Programs that mirror a folder of a web server: all files come once, and only once. */
class MirroringIT {

  /** Without a colon, before which rclone 1.60 puts a dot segment that it does not remove. */
  private static final List<String> ODD =
      List.of("a b.pt", "é&<i>'\".pt", "50%.pt", "q?x=1#y.pt", "a;c,d+e=f@g.pt", "[1]{2}~*.pt");

  @TempDir private static Path temp;
  @TempDir private Path home;
  private static SampleRegistry publisher;
  private static ServerProcess station;

  @BeforeAll
  static void start() throws IOException {
    SampleRegistry all =
        SampleRegistry.sized(temp.resolve("www"))
            .fragmented("big.h5", 3, 50_000, 1)
            .single("absent.pt", 100, 2);
    for (int i = 0; i < ODD.size(); i++) {
      all.single(ODD.get(i), 1000, 10 + i);
    }
    publisher = all.write();
    station =
        ServerProcess.start(temp.resolve("home"), "-r", publisher.folder().toString()).awaitReady();
    station.ask("DELETE", "/api/v1/models/absent.pt");
  }

  @AfterAll
  static void stop() {
    station.close();
  }

  @Test
  void wgetFetchesEachFileOnce() throws IOException {
    ProgramResult first = wget("-r", "-np", "-nd", "-nv", "-e", "robots=off");
    assertEquals(0, first.status(), first::toString);
    assertMirrored(home.resolve("mirror"), "index.html");
    double sent = sent();
    ProgramResult second = wget("-r", "-np", "-nd", "-nv", "-e", "robots=off");
    assertEquals(0, second.status(), second::toString);
    assertEquals(sent, sent(), second::toString);
  }

  private ProgramResult wget(String... options) {
    ProcessRunner processes = new ProcessRunner(home);
    assumeTrue(ProcessRunner.succeeds("wget", "--version"), "no wget here");
    List<String> words = new java.util.ArrayList<>(List.of(options));
    words.addAll(List.of("-N", "-P", home.resolve("mirror").toString(), station.url("/models/")));
    return processes.with("LC_ALL", "C.UTF-8").run("wget", words);
  }

  @Test
  void rcloneFetchesEachFileOnce() throws IOException {
    assumeTrue(ProcessRunner.succeeds("rclone", "version"), "no rclone here");
    String[] command = {
      "rclone",
      "copy",
      "--http-url",
      station.url("/models/"),
      ":http:",
      home.resolve("mirror").toString()
    };
    ProgramResult first = new ProcessRunner(home).run(command);
    assertEquals(0, first.status(), first::toString);
    assertMirrored(home.resolve("mirror"));
    double sent = sent();
    ProgramResult second = new ProcessRunner(home).run(command);
    assertEquals(0, second.status(), second::toString);
    assertEquals(sent, sent(), second::toString);
  }

  @Test
  void theListNamesWhatIsServed() throws IOException {
    String page = station.get("/models/").text();
    assertTrue(page.contains("<a href=\"big.h5_ab\">big.h5_ab</a>"), page);
    assertTrue(page.contains(">é&amp;&lt;i&gt;'\".pt</a>"), page);
    assertTrue(page.contains("<td>150000</td>"), page);
    assertTrue(page.contains(station.get("/models/big.h5").header("Last-Modified").orElseThrow()));
    assertTrue(!page.contains("absent.pt"), page);
    String etag = station.get("/models/").header("ETag").orElseThrow();
    assertEquals(304, station.get("/models/", "If-None-Match: " + etag).status());
  }

  private static void assertMirrored(Path folder, String... others) throws IOException {
    Set<String> expected = new TreeSet<>(ODD);
    expected.addAll(List.of("big.h5", "big.h5_aa", "big.h5_ab", "big.h5_ac"));
    for (String name : expected) {
      assertArrayEquals(publisher.bytes(name), Files.readAllBytes(folder.resolve(name)), name);
    }
    expected.addAll(List.of(others));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          expected,
          files
              .map(file -> String.valueOf(file.getFileName()))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  private static double sent() throws IOException {
    return station.metric("pumaguard_http_sent_bytes_total", "route=\"/models/{name}\"");
  }
}
