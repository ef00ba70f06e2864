package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** What {@code doctor} says of what is well and of what is not, with which status. */
class DoctorTest {

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;
  private FaultyServer server;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 2, 5000, 1);
    published.registry();
    server = new FaultyServer();
    try (Stream<Path> files = Files.list(published.folder())) {
      for (Path file : files.toList()) {
        server.publish("/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void allIsWellAndNothingIsMade() {
    ProgramResult result = doctor("-s", url(), "-s", published.folder().toString());
    check(
        0,
        result,
        "ok configuration " + temp.resolve("home/.config/pumaguard/models.yaml") + " (none)",
        "ok cache directory " + launcher.cache() + " (does not exist, will be created, * free)",
        "ok registry " + published.folder().resolve("model-registry.yaml") + " (1 model)",
        "ok source " + url() + " (has m.h5_aa, 5000 bytes)",
        "ok source " + published.folder() + " (has m.h5_aa, 5000 bytes)");
    assertEquals(1, server.requests().size());
    assertFalse(Files.exists(temp.resolve("home/.local")), "nothing was made");
    assertEquals("", result.err());
  }

  @Test
  void aCacheInUseIsWell() throws IOException {
    Files.createDirectories(temp.resolve("home/.config/pumaguard"));
    Files.writeString(temp.resolve("home/.config/pumaguard/models.yaml"), "parallel: 2\n");
    assertEquals(Exit.OK, run("cache").status());
    check(
        0,
        doctor("--base-dir", launcher.cache().toString()),
        "ok configuration * (read)",
        "ok cache directory " + launcher.cache() + " (writable, * free)",
        "ok cache registry " + launcher.cache() + " (1 model recorded)",
        "ok locks " + launcher.cache() + " (exclude other processes)",
        "ok base directory " + launcher.cache() + " (readable)",
        "ok cache registry " + launcher.cache() + " (1 model recorded)",
        "ok registry *",
        "ok source *");
  }

  @Test
  void exitsWithUnavailableForADeadSource() throws IOException {
    String dead = "http://127.0.0.1:" + closedPort() + "/";
    checkSources(
        6,
        doctor("-s", dead, "-s", url()),
        "problem source "
            + dead
            + ": could not connect: connection refused; check the network and the proxy, or choose"
            + " another source with --source",
        "ok source " + url() + " *");
  }

  @Test
  void aSourceThatIsSilentEndsWithTheTimeOut() {
    server.failAlways("/m.h5_aa", Fault.SILENT);
    checkSources(
        6, doctor("--timeout", "0.5", "-s", url()), "problem source " + url() + ": * --timeout, *");
    assertEquals(1, server.requests().size(), "it is asked once");
  }

  @Test
  void exitsWithUnavailableForAMissingFile() {
    checkSources(
        6,
        doctor("-s", url() + "elsewhere/"),
        "problem source "
            + url()
            + "elsewhere/: "
            + url()
            + "elsewhere/m.h5_aa: HTTP 404*; check the address, or choose another *");
  }

  @Test
  void aRedirectIsShown() {
    server.redirect("/old/m.h5_aa", 302, "/m.h5_aa");
    checkSources(
        0,
        doctor("-s", url() + "old/"),
        "ok source " + url() + "old/ (has m.h5_aa, 5000 bytes; redirects to " + url() + "m.h5_aa)");
  }

  /** To open it would wait for somebody who writes into it. */
  @Test
  void aPipeInAFolderIsNoSourceAndHangsNothing() throws IOException {
    Path file = published.folder().resolve("m.h5_aa");
    Files.delete(file);
    assertEquals(Exit.OK, launcher.shell("mkfifo '" + file + "'").status());
    checkSources(
        6,
        doctor("-s", published.folder().toString()),
        "problem source "
            + published.folder()
            + ": *m.h5_aa: is a pipe, a socket or a device; check the address, *");
    ProgramResult cached = run("cache");
    assertEquals(Exit.UNAVAILABLE, cached.status(), cached::toString);
    assertTrue(cached.err().contains("is a pipe, a socket or a device"), cached::toString);
  }

  /** As a network answers that wants a login; the registry says no length. */
  @Test
  void exitsWithIntegrityForAnErrorPage() {
    server.publish(
        "/portal", "<!DOCTYPE html><title>Log in</title>".getBytes(StandardCharsets.UTF_8));
    server.redirect("/m.h5_aa", 302, "/portal");
    server.redirect("/m.h5_ab", 302, "/portal");
    checkSources(
        5,
        doctor("-s", url()),
        "problem source "
            + url()
            + ": m.h5_aa looks like an HTML page, such as a login or error page; check the"
            + " address and whether the network wants a login, or choose another source with"
            + " --source");
  }

  @Test
  void exitsWithIntegrityForAnotherLength() throws IOException {
    Path registry = temp.resolve("sized.yaml");
    Files.writeString(
        registry,
        "schema: 2\nmodels: {a.pt: {sha256: "
            + "ab".repeat(32)
            + ", size: 7, sources: ['%s']}}".formatted(url() + "{name}"));
    server.publish("/a.pt", new byte[8]);
    checkSources(
        5,
        launcher.run("-r", registry.toString(), "-s", url(), "doctor"),
        "problem source " + url() + ": a.pt has 8 bytes, but 7 in the registry; *");
  }

  @Test
  void modelsOwnSourcesAreAskedForTheirOwnFiles() throws IOException {
    Path registry = temp.resolve("www/own.yaml");
    Files.writeString(
        registry,
        """
        schema: 2
        sources: ['%1$s']
        models:
          m.h5_aa: {sha256: %2$s}
          own.pt: {sha256: %2$s, sources: ['%1$sown/{model}']}
        """
            .formatted(url(), "ab".repeat(32)));
    server.publish("/own/own.pt", new byte[9]);
    checkSources(
        0,
        launcher.run("-r", registry.toString(), "doctor"),
        "ok source " + url() + " (has m.h5_aa, *",
        "ok source " + url() + "own/{model} (has own.pt, 9 bytes)");
  }

  @Test
  void exitsWithRegistryIfTheRegistryIsMissing() {
    String absent = temp.resolve("absent.yaml").toString();
    check(
        4,
        launcher.run("-r", absent, "doctor"),
        "ok configuration *",
        "ok cache directory *",
        "problem registry " + absent + ": no such file; choose another registry with --registry");
  }

  @Test
  void exitsWithRegistryForARefusedRegistry() throws IOException {
    Path registry = Files.writeString(temp.resolve("bad.yaml"), "a: {}\nb: {}\n");
    check(
        4,
        launcher.run("-r", registry.toString(), "doctor"),
        "ok configuration *",
        "ok cache directory *",
        "problem registry " + registry + ": 1:1: model 'a' has no sha256 (and 1 more); 'lint' *");
  }

  @Test
  void aRegistryOnTheWebIsAskedOnceAndNoCopyIsKept() throws IOException {
    String registry = url() + "model-registry.yaml";
    ProgramResult well = launcher.run("-r", registry, "doctor");
    assertEquals(Exit.OK, well.status(), well::toString);
    assertFalse(Files.exists(launcher.cache()), "nothing was made");
    server.failAlways("/model-registry.yaml", Fault.status(503));
    int before = server.requests().size();
    check(
        6,
        launcher.run("-r", registry, "doctor"),
        "ok configuration *",
        "ok cache directory *",
        "problem registry " + registry + ": HTTP 503*; check the network, *");
    assertEquals(before + 1, server.requests().size(), "it is asked once");
  }

  @Test
  void checksTheSourcesWithACopiedRegistry() {
    String registry = url() + "model-registry.yaml";
    assertEquals(Exit.OK, launcher.run("-r", registry, "list").status());
    server.failAlways("/model-registry.yaml", Fault.status(503));
    checkSources(
        6,
        launcher.run("-r", registry, "doctor"),
        "problem registry " + registry + ": HTTP 503*; the last fetched copy is used*",
        "ok source " + url() + " (has m.h5_aa, 5000 bytes)");
  }

  @Test
  void offlineSkipsSourcesOnTheNetwork() {
    checkSources(
        0,
        doctor("--offline", "-s", url(), "-s", published.folder().toString()),
        "skipped source " + url() + " (offline)",
        "ok source " + published.folder() + " *");
    assertEquals(List.of(), server.requests());
  }

  @Test
  void exitsWithStorageIfTheDirectoryIsAFile() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "mine");
    check(
        8,
        doctor("--cache-dir", file.resolve("models").toString(), "-s", url() + "nowhere/"),
        "ok configuration *",
        "problem cache directory "
            + file.resolve("models")
            + ": "
            + file
            + ": not a directory; move it away, or choose another directory with"
            + " --cache-dir",
        "ok registry *",
        "problem source *");
  }

  @Test
  void exitsWithStorageForAReadOnlyDirectory() {
    Path readOnly = Path.of("/proc/sys");
    Assumptions.assumeTrue(Files.isDirectory(readOnly));
    ProgramResult there = doctor("--cache-dir", readOnly.toString());
    assertEquals(Exit.STORAGE, there.status(), there::toString);
    assertTrue(
        lines(there).get(1).startsWith("problem cache directory /proc/sys: not writable; "),
        there::toString);
    ProgramResult below = doctor("--cache-dir", readOnly.resolve("models").toString());
    assertEquals(Exit.STORAGE, below.status(), below::toString);
    assertTrue(
        lines(below).get(1).contains("/proc/sys/models: /proc/sys: permission denied; "),
        below::toString);
  }

  @Test
  void exitsWithStorageForAFullDisk() {
    Path full = Path.of("/proc");
    Assumptions.assumeTrue(Files.isDirectory(full));
    ProgramResult result = doctor("--cache-dir", "/proc");
    assertEquals(Exit.STORAGE, result.status(), result::toString);
  }

  @Test
  void exitsWithStorageForAMissingBase() {
    Path absent = temp.resolve("base");
    ProgramResult result = doctor("--base-dir", absent.toString());
    assertEquals(Exit.STORAGE, result.status(), result::toString);
    assertTrue(
        lines(result).get(2).startsWith("problem base directory " + absent + ": does not exist; "),
        result::toString);
  }

  @Test
  void exitsWithStorageForADamagedCacheRegistry() throws IOException {
    assertEquals(Exit.OK, run("cache").status());
    Files.writeString(launcher.cache().resolve("model-registry.json"), "{");
    ProgramResult result = doctor();
    assertEquals(Exit.STORAGE, result.status(), result::toString);
    assertTrue(
        lines(result)
            .get(2)
            .startsWith("problem cache registry " + launcher.cache() + ": damaged; "),
        result::toString);
    assertEquals(Exit.OK, run("cache").status());
    assertEquals(Exit.OK, doctor().status());
  }

  @Test
  void exitsWithUsageForAnInvalidConfiguration() throws IOException {
    Files.createDirectories(temp.resolve("home/.config/pumaguard"));
    Files.writeString(temp.resolve("home/.config/pumaguard/models.yaml"), "colour: blue\n");
    ProgramResult result = doctor();
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(result.err().contains("models.yaml:1: unknown key 'colour'"), result::toString);
  }

  @Test
  void asJsonEachLookIsAnObject() throws IOException {
    ProgramResult result = doctor("-o", "json", "--offline", "-s", url(), "-s", "absent");
    assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
    List<Map<?, ?>> all = new ArrayList<>();
    for (Object object : JSON.std.listFrom(result.out())) {
      Map<?, ?> look = (Map<?, ?>) object;
      all.add(look);
      assertEquals(
          Set.of("check", "subject", "status", "detail", "hint"), look.keySet(), look::toString);
      boolean isProblem = Objects.equals(look.get("status"), "problem");
      assertEquals(isProblem, look.get("hint") != null, look::toString);
    }
    assertEquals(
        List.of("configuration", "cache directory", "clock", "registry", "source", "source"),
        all.stream().map(object -> object.get("check")).toList());
    assertEquals(
        List.of("ok", "ok", "ok", "ok", "skipped", "problem"),
        all.stream().map(object -> object.get("status")).toList());
    assertTrue(
        String.valueOf(all.get(5).get("detail")).endsWith("absent/m.h5_aa: no such file"),
        result::toString);
  }

  @Test
  void noSecretIsEverShown() throws IOException {
    String secret = "http://user:passw0rd@127.0.0.1:";
    List<String> sources =
        List.of(
            secret + closedPort() + "/?key=s3cret",
            url().replace("http://127.0.0.1:", secret) + "elsewhere/?key=s3cret",
            url().replace("http://127.0.0.1:", secret) + "{name}");
    for (String form : List.of("text", "json")) {
      List<String> arguments = new ArrayList<>(List.of("-v", "-o", form, "doctor"));
      arguments.addAll(List.of("-r", url().replace("http://127.0.0.1:", secret)));
      sources.forEach(source -> arguments.addAll(List.of("-s", source)));
      ProgramResult result = launcher.run(arguments.toArray(String[]::new));
      assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
      for (String part : List.of("passw0rd", "s3cret", "user")) {
        assertFalse(result.toString().contains(part), result::toString);
      }
    }
  }

  private ProgramResult doctor(String... options) {
    return run("doctor", options);
  }

  private ProgramResult run(String command, String... options) {
    return launcher.run(
        Stream.concat(Stream.of("-r", published.folder().toString(), command), Stream.of(options))
            .toArray(String[]::new));
  }

  /** Compares all lines; a star stands for anything. */
  private static void check(int status, ProgramResult result, String... expected) {
    assertEquals(status, result.status(), result::toString);
    checkLines(result, lines(result), List.of(expected));
  }

  /** Compares the last lines, as many as are expected. */
  private static void checkSources(int status, ProgramResult result, String... expected) {
    assertEquals(status, result.status(), result::toString);
    List<String> lines = lines(result);
    checkLines(
        result,
        lines.subList(Math.max(0, lines.size() - expected.length), lines.size()),
        List.of(expected));
  }

  private static void checkLines(ProgramResult result, List<String> lines, List<String> expected) {
    assertEquals(expected.size(), lines.size(), result::toString);
    for (int i = 0; i < expected.size(); i++) {
      String pattern = "\\Q" + expected.get(i).replace("*", "\\E.*\\Q") + "\\E";
      assertTrue(lines.get(i).matches(pattern), expected.get(i) + "\nis not in\n" + result);
    }
  }

  private static List<String> lines(ProgramResult result) {
    return result
        .out()
        .lines()
        .map(line -> line.replaceAll(" +", " "))
        .filter(line -> !line.matches("ok clock .* \\(after the date of this program\\)"))
        .toList();
  }

  private String url() {
    return server.location("/").uri().toString();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
