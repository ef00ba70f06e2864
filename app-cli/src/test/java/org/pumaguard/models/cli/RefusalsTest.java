package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.Nginx;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** What the program refuses: with which status, which words, and nothing written. */
class RefusalsTest {

  private static final String DIGEST = "ab".repeat(32);

  @TempDir private Path temp;
  private Launcher launcher;

  @BeforeEach
  void home() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
  }

  static Stream<Arguments> invalidRegistries() {
    return Stream.of(
        Arguments.of("a: {}\n", ":1:1: model 'a' has no sha256"),
        Arguments.of(
            "a:\n  sha256: " + DIGEST + "\n  fragments:\n    a_aa: {}\n",
            ":4:5: fragment 'a_aa' has no sha256"),
        Arguments.of(
            "a: {sha256: " + DIGEST + "}\na: {sha256: " + DIGEST + "}\n",
            ":2:1: duplicate key 'a'"),
        Arguments.of("a/b: {sha256: " + DIGEST + "}\n", ":1:1: a name may not hold a separator"),
        Arguments.of("'..': {sha256: " + DIGEST + "}\n", ":1:1: a name may not begin with a dot"),
        Arguments.of(
            "\"a\\u0007\": {sha256: " + DIGEST + "}\n", ":1:1: a name may not hold a control"),
        Arguments.of(".a: {sha256: " + DIGEST + "}\n", ":1:1: a name may not begin with a dot"),
        Arguments.of("x".repeat(256) + ": {sha256: " + DIGEST + "}\n", "longer than 255 bytes"),
        Arguments.of("'': {sha256: " + DIGEST + "}\n", ":1:1: a name may not be empty"),
        Arguments.of(
            "model-registry.json: {sha256: " + DIGEST + "}\n", "a file of the cache itself"),
        Arguments.of(
            "model-resgistry.json: {sha256: " + DIGEST + "}\n", "a file of the cache itself"),
        Arguments.of("a: text\n", "must be a mapping"),
        Arguments.of("- a\n", "must be a mapping"),
        Arguments.of("a: {sha256: 123}\n", "64 hex digits"),
        Arguments.of("a: {sha256: " + DIGEST + ", size: -1}\n", "must not be negative"),
        Arguments.of(
            "a: {sha256: " + DIGEST + ", unpack: b}\nb: {sha256: " + DIGEST + "}\n",
            "which is the name of a model"),
        Arguments.of(bomb(), "alias bomb"),
        Arguments.of("a: {sha256: " + DIGEST + "}\n# " + "x".repeat(16 << 20) + "\n", "16 MiB"),
        Arguments.of("a: {\n", ":"),
        Arguments.of("<!DOCTYPE html><html>", "it looks like an HTML page, such as a login"),
        Arguments.of("a..b: {sha256: " + DIGEST + "}\n", ":1:1: a name may not hold '..'"),
        Arguments.of("", "empty file"));
  }

  @ParameterizedTest
  @MethodSource("invalidRegistries")
  void refusesAnInvalidRegistryWithItsLocation(String text, String message) throws IOException {
    Path registry = Files.writeString(temp.resolve("bad.yaml"), text);
    ProgramResult result = launcher.run("-r", registry.toString(), "cache");
    assertEquals(Exit.REGISTRY, result.status(), result::toString);
    assertTrue(result.err().startsWith("pumaguard-models: error: "), result::toString);
    assertTrue(result.err().contains(registry.toString()), result::toString);
    assertTrue(result.err().contains(message), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
    assertFalse(Files.exists(launcher.cache()), "nothing was written");
  }

  @Test
  void exitsWithUnknownModel() {
    Path registry = new SampleRegistry(temp.resolve("www")).single("a.pt", 10, 1).registry();
    ProgramResult result = launcher.run("-r", registry.toString(), "path", "b.pt");
    assertEquals(Exit.UNKNOWN_MODEL, result.status());
    assertEquals(
        "pumaguard-models: error: 'b.pt' is not in the registry; did you mean 'a.pt'?\n",
        result.err());
  }

  @Test
  void exitsWithOfflineUnlessAllIsCached() {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 3, 1000, 1);
    published.registry();
    try (Nginx nginx = Nginx.serve(published.folder(), temp.resolve("nginx"))) {
      String registry = nginx.url();
      ProgramResult noRegistry = launcher.run("--offline", "-r", registry, "cache");
      assertEquals(Exit.OFFLINE, noRegistry.status(), noRegistry::toString);
      assertEquals(Exit.OK, launcher.run("-r", registry, "list").status());
      ProgramResult before = launcher.run("--offline", "-r", registry, "cache");
      assertEquals(Exit.OFFLINE, before.status(), before::toString);
      assertTrue(before.err().contains("m.h5"), before::toString);
      assertEquals(Exit.OK, launcher.run("-r", registry, "cache").status());
      int requests = nginx.requests().size();
      ProgramResult after = launcher.run("--offline", "-r", registry, "cache");
      assertEquals(Exit.OK, after.status(), after::toString);
      assertEquals(launcher.cache().resolve("m.h5").toString(), after.column("m.h5"));
      assertEquals(requests, nginx.requests().size());
    }
  }

  @Test
  void offlineStillReadsALocalFolder() {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 3, 1000, 1);
    published.registry();
    ProgramResult result = launcher.run("--offline", "-r", published.folder().toString(), "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
  }

  @Test
  void exitsWithIntegrityAndNamesBothDigests() {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www")).fragmented("m.h5", 3, 100_000, 1);
    published.registry();
    Path fragment = published.folder().resolve("m.h5_ab");
    String expected = Digests.of(fragment);
    Damage.flip(fragment);
    try (Nginx nginx = Nginx.serve(published.folder(), temp.resolve("nginx"))) {
      ProgramResult result = launcher.run("-r", nginx.url(), "cache");
      assertEquals(Exit.INTEGRITY, result.status(), result::toString);
      assertTrue(result.err().contains("fragment m.h5_ab"), result::toString);
      assertTrue(result.err().contains("expected sha256 " + expected), result::toString);
      assertTrue(result.err().contains("got " + Digests.of(fragment)), result::toString);
      assertTrue(result.err().contains("(100000 bytes)"), result::toString);
      assertTrue(result.err().contains(nginx.url() + "m.h5_ab"), result::toString);
      assertFalse(Files.exists(launcher.cache().resolve("m.h5")));
    }
  }

  @Test
  void exitsWithUnavailableForAMissingFile() {
    SampleRegistry published = new SampleRegistry(temp.resolve("www")).single("m.pt", 10, 1);
    Path registry = published.registry();
    ProgramResult result =
        launcher.run("-r", registry.toString(), "-s", temp.resolve("empty").toString(), "cache");
    assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
    assertTrue(result.err().contains("m.pt"), result::toString);
    assertTrue(result.err().contains("no such file"), result::toString);
  }

  @Test
  void exitsWithRegistryForAMissingRegistry() {
    ProgramResult result = launcher.run("-r", temp.resolve("absent.yaml").toString(), "list");
    assertEquals(Exit.REGISTRY, result.status(), result::toString);
    assertTrue(result.err().contains("absent.yaml"), result::toString);
  }

  @Test
  void exitsWithRegistryForPlainHttp() {
    ProgramResult result = launcher.run("-r", "http://192.0.2.1/model-registry.yaml", "list");
    assertEquals(Exit.REGISTRY, result.status(), result::toString);
    assertTrue(result.err().contains("--allow-insecure-registry"), result::toString);
  }

  @Test
  void exitsWithStorageForADirectoryInTheWay() throws IOException {
    SampleRegistry published = new SampleRegistry(temp.resolve("www")).single("m.pt", 10, 1);
    published.registry();
    Files.createDirectories(launcher.cache().resolve("m.pt"));
    ProgramResult result = launcher.run("-r", published.folder().toString(), "cache");
    assertEquals(Exit.STORAGE, result.status(), result::toString);
    assertTrue(result.err().contains("directory"), result::toString);
    assertTrue(Files.isDirectory(launcher.cache().resolve("m.pt")));
  }

  static Stream<String> misuses() {
    return Stream.of(
        "frobnicate",
        "list --bogus",
        "path",
        "cache -j 0",
        "list --timeout soon",
        "list --limit-rate fast",
        "list -o xml",
        "list --verify sometimes",
        "completion tcsh",
        "export --format toml");
  }

  @ParameterizedTest
  @MethodSource("misuses")
  void exitsWithUsageAndOneLine(String line) {
    ProgramResult result = launcher.run(line.split(" ", -1));
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(result.err().startsWith("pumaguard-models: error: "), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
    assertEquals("", result.out());
  }

  @Test
  void exportWarnsOfCredentials() throws IOException {
    String text =
        "schema: 2\nsources: [https://me:secret@h.example/]\nmodels: {a.pt: {sha256: D}}\n";
    Path registry = Files.writeString(temp.resolve("r.yaml"), text.replace("D}", DIGEST + "}"));
    ProgramResult result = launcher.run("-r", registry.toString(), "export");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertTrue(result.out().contains("me:secret@"), "it reads back to the same registry");
    assertTrue(result.err().contains("credentials of the source https://h.example/"), result::err);
    assertFalse(result.err().contains("secret"), result::err);
  }

  /** A device never ends. */
  @Test
  void exitsWithUnavailableForADevice() {
    ProgramResult result = launcher.run("get", "/dev/zero", "--sha256", DIGEST);
    assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
    assertTrue(result.err().contains("/dev/zero: is a pipe, a socket or a device"), result::err);
  }

  @ParameterizedTest
  @CsvSource({"ofline: true, offline", "cachedir: /x, cache-dir", "prot: 1, port"})
  void asksForTheNearestKey(String line, String key) throws IOException {
    Path file = temp.resolve("home/.config/pumaguard/models.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, line + "\n");
    ProgramResult result = launcher.run("list");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(result.err().endsWith("; did you mean '" + key + "'?\n"), result::err);
  }

  @Test
  void exitsWithUsageForAnUnknownKey() throws IOException {
    Path file = temp.resolve("home/.config/pumaguard/models.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "parallel: 2\ncolour: blue\n");
    ProgramResult result = launcher.run("list");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(result.err().contains("models.yaml:2: unknown key 'colour'"), result::toString);
  }

  private static String bomb() {
    StringBuilder text = new StringBuilder("schema: 2\nx0: &x0 [1,1,1,1,1,1,1,1,1,1]\n");
    for (int i = 1; i < 9; i++) {
      text.append("x").append(i).append(": &x").append(i).append(" [");
      text.append(("*x" + (i - 1) + ",").repeat(9)).append("*x").append(i - 1).append("]\n");
    }
    return text.append("models: {}\n").toString();
  }
}
