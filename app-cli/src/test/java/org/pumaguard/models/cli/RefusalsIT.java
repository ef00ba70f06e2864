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
import org.junit.jupiter.params.provider.MethodSource;

/** What the program refuses: with which status, which words, and nothing written. */
class RefusalsIT {

  private static final String DIGEST = "ab".repeat(32);

  @TempDir private Path temp;
  private Launcher launcher;

  @BeforeEach
  void home() throws IOException {
    launcher = Launcher.inside(Files.createDirectory(temp.resolve("home")));
  }

  static Stream<Arguments> invalidRegistries() {
    return Stream.of(
        Arguments.of("a: {}\n", ":1:1: the model 'a' has no sha256"),
        Arguments.of(
            "a:\n  sha256: " + DIGEST + "\n  fragments:\n    a_aa: {}\n",
            ":4:5: the fragment 'a_aa' has no sha256"),
        Arguments.of(
            "a: {sha256: " + DIGEST + "}\na: {sha256: " + DIGEST + "}\n",
            ":2:1: the key 'a' stands twice"),
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
        Arguments.of("a: {sha256: " + DIGEST + ", size: -1}\n", "may not be negative"),
        Arguments.of(
            "a: {sha256: " + DIGEST + ", unpack: b}\nb: {sha256: " + DIGEST + "}\n",
            "which is a model"),
        Arguments.of(bomb(), "an alias bomb"),
        Arguments.of("a: {sha256: " + DIGEST + "}\n# " + "x".repeat(16 << 20) + "\n", "16 MiB"),
        Arguments.of("a: {\n", ":"),
        Arguments.of("", "the file is empty"));
  }

  @ParameterizedTest
  @MethodSource("invalidRegistries")
  void refusesAnInvalidRegistryWithItsPlaceAndWritesNothing(String text, String message)
      throws IOException {
    Path registry = Files.writeString(temp.resolve("bad.yaml"), text);
    Launcher.Result result = launcher.run("-r", registry.toString(), "cache");
    assertEquals(4, result.status(), result::toString);
    assertTrue(result.err().startsWith("pumaguard-models: error: "), result::toString);
    assertTrue(result.err().contains(registry.toString()), result::toString);
    assertTrue(result.err().contains(message), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
    assertFalse(Files.exists(launcher.cache()), "nothing was written");
  }

  @Test
  void anUnknownModelIsThree() {
    Path registry = new Published(temp.resolve("www")).single("a.pt", 10, 1).registry();
    Launcher.Result result = launcher.run("-r", registry.toString(), "path", "b.pt");
    assertEquals(3, result.status());
    assertEquals(
        "pumaguard-models: error: 'b.pt' is not in the registry; 'list' shows the available"
            + " names\n",
        result.err());
  }

  @Test
  void offlineWithNothingCachedIsSevenAndWithAllCachedIsZero() {
    Published published = new Published(temp.resolve("www")).fragmented("m.h5", 3, 1000, 1);
    published.registry();
    try (Nginx nginx = Nginx.serve(published.folder(), temp.resolve("nginx"))) {
      String registry = nginx.url();
      Launcher.Result noRegistry = launcher.run("--offline", "-r", registry, "cache");
      assertEquals(7, noRegistry.status(), noRegistry::toString);
      assertEquals(0, launcher.run("-r", registry, "list").status());
      Launcher.Result before = launcher.run("--offline", "-r", registry, "cache");
      assertEquals(7, before.status(), before::toString);
      assertTrue(before.err().contains("m.h5"), before::toString);
      assertEquals(0, launcher.run("-r", registry, "cache").status());
      int requests = nginx.requests().size();
      Launcher.Result after = launcher.run("--offline", "-r", registry, "cache");
      assertEquals(0, after.status(), after::toString);
      assertEquals(launcher.cache().resolve("m.h5").toString(), after.column("m.h5"));
      assertEquals(requests, nginx.requests().size());
    }
  }

  @Test
  void offlineStillReadsALocalFolder() {
    Published published = new Published(temp.resolve("www")).fragmented("m.h5", 3, 1000, 1);
    published.registry();
    Launcher.Result result =
        launcher.run("--offline", "-r", published.folder().toString(), "cache");
    assertEquals(0, result.status(), result::toString);
  }

  @Test
  void aFlippedByteIsFiveAndNamesTheFragmentAndBothDigests() {
    Published published = new Published(temp.resolve("www")).fragmented("m.h5", 3, 100_000, 1);
    published.registry();
    Path fragment = published.folder().resolve("m.h5_ab");
    String expected = Published.digest(fragment);
    Published.flip(fragment);
    try (Nginx nginx = Nginx.serve(published.folder(), temp.resolve("nginx"))) {
      Launcher.Result result = launcher.run("-r", nginx.url(), "cache");
      assertEquals(5, result.status(), result::toString);
      assertTrue(result.err().contains("fragment m.h5_ab"), result::toString);
      assertTrue(result.err().contains("expected sha256 " + expected), result::toString);
      assertTrue(result.err().contains("got " + Published.digest(fragment)), result::toString);
      assertTrue(result.err().contains("(100000 bytes)"), result::toString);
      assertTrue(result.err().contains(nginx.url() + "m.h5_ab"), result::toString);
      assertFalse(Files.exists(launcher.cache().resolve("m.h5")));
    }
  }

  @Test
  void aFileThatIsNotThereIsSix() {
    Published published = new Published(temp.resolve("www")).single("m.pt", 10, 1);
    Path registry = published.registry();
    Launcher.Result result =
        launcher.run("-r", registry.toString(), "-s", temp.resolve("empty").toString(), "cache");
    assertEquals(6, result.status(), result::toString);
    assertTrue(result.err().contains("m.pt"), result::toString);
    assertTrue(result.err().contains("no such file"), result::toString);
  }

  @Test
  void aRegistryThatIsNotThereIsFour() {
    Launcher.Result result = launcher.run("-r", temp.resolve("absent.yaml").toString(), "list");
    assertEquals(4, result.status(), result::toString);
    assertTrue(result.err().contains("absent.yaml"), result::toString);
  }

  @Test
  void aRegistryOverPlainHttpFromElsewhereIsFour() {
    Launcher.Result result = launcher.run("-r", "http://192.0.2.1/model-registry.yaml", "list");
    assertEquals(4, result.status(), result::toString);
    assertTrue(result.err().contains("--allow-insecure-registry"), result::toString);
  }

  @Test
  void aDirectoryInTheWayIsEightAndStays() throws IOException {
    Published published = new Published(temp.resolve("www")).single("m.pt", 10, 1);
    published.registry();
    Files.createDirectories(launcher.cache().resolve("m.pt"));
    Launcher.Result result = launcher.run("-r", published.folder().toString(), "cache");
    assertEquals(8, result.status(), result::toString);
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
        "completion fish",
        "export --format toml");
  }

  @ParameterizedTest
  @MethodSource("misuses")
  void misuseIsTwoAndOneLine(String line) {
    Launcher.Result result = launcher.run(line.split(" ", -1));
    assertEquals(2, result.status(), result::toString);
    assertTrue(result.err().startsWith("pumaguard-models: error: "), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
    assertEquals("", result.out());
  }

  @Test
  void anUnknownConfigurationKeyIsTwoWithItsLine() throws IOException {
    Path file = temp.resolve("home/.config/pumaguard/models.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "parallel: 2\ncolour: blue\n");
    Launcher.Result result = launcher.run("list");
    assertEquals(2, result.status(), result::toString);
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
