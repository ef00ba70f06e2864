package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** Models that travel in a file from a machine with a network to one without. */
class BundleTest {

  private static final int FRAGMENT = 300_000;
  private static final int SINGLE = 200_001;

  @TempDir private Path temp;
  private SampleRegistry published;
  private Launcher there;
  private Launcher here;
  private Path bundle;

  @BeforeEach
  void publish() throws IOException {
    published =
        new SampleRegistry(temp.resolve("www"))
            .fragmented("m.h5", 3, FRAGMENT, 1)
            .single("s.bin", SINGLE, 9);
    published.entry("copy.bin", "sha256: " + published.digestOf("s.bin")).registry();
    there = Inside.launcher(Files.createDirectory(temp.resolve("there")));
    here = Inside.launcher(Files.createDirectory(temp.resolve("here")));
    bundle = temp.resolve("b.tar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"b.tar", "b.tar.gz", "b.tgz", "b.tar.zst"})
  void carriesModelsToAMachineWithoutANetwork(String name) throws IOException {
    bundle = temp.resolve(name);
    try (FaultyServer server = new FaultyServer()) {
      SampleRegistry.serve(published.folder(), server);
      ProgramResult created =
          there.run("-r", FetchFixture.url(server), "bundle", "create", bundle.toString());
      assertEquals(Exit.OK, created.status(), created::toString);
      assertEquals(bundle + "\t" + Files.size(bundle) + "\n", created.out());
    }
    Path empty = Files.writeString(temp.resolve("empty.yaml"), "schema: 2\nmodels: {}\n");
    ProgramResult imported =
        here.run("-r", empty.toString(), "--offline", "bundle", "import", bundle.toString());
    assertEquals(Exit.OK, imported.status(), imported::toString);
    assertEquals(here.cache().resolve("m.h5").toString(), imported.column("m.h5"));
    assertEquals(here.cache().resolve("copy.bin").toString(), imported.column("copy.bin"));
    checkAllAreHere();
    // The registry that the bundle brings is enough to use them.
    assertEquals(Exit.OK, here.shell("tar -xf '" + bundle + "' model-registry.yaml").status());
    ProgramResult path = here.run("--offline", "-r", "model-registry.yaml", "path", "s.bin");
    assertEquals(here.cache().resolve("s.bin") + "\n", path.out(), path::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {".tar", ".tar.gz", ".tar.zst"})
  void theSameModelsGiveTheSameBytes(String ending) throws IOException {
    Path first = temp.resolve("first" + ending);
    Path second = temp.resolve("second" + ending);
    create(first);
    here.run("-r", published.folder().toString(), "-j", "1", "cache", "s.bin");
    ProgramResult other =
        here.run("-r", published.folder().toString(), "bundle", "create", second.toString());
    assertEquals(Exit.OK, other.status(), other::toString);
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void holdsEachContentOnceAndOnlyTheModelsThatAreNamed() {
    create(bundle);
    assertEquals(3, entries(bundle).size());
    Path one = temp.resolve("one.tar");
    create(one, "copy.bin");
    assertEquals(List.of("model-registry.yaml", "blobs/sha256/" + digest("s.bin")), entries(one));
    ProgramResult imported = here.run("bundle", "import", one.toString());
    assertEquals(Exit.OK, imported.status(), imported::toString);
    assertEquals(Set.of("copy.bin", "model-registry.json"), visible(here));
  }

  /** Writes what the receiver has to the file {@code has}, by the program or by a shell command. */
  private void writeList(String command, Path earlier) throws IOException {
    if (command.startsWith("pumaguard-models ")) {
      List<String> arguments = new ArrayList<>(List.of("-r", published.folder().toString()));
      arguments.addAll(List.of(command.split(" ")).subList(1, command.split(" ").length));
      ProgramResult list = here.run(arguments.toArray(String[]::new));
      assertEquals(Exit.OK, list.status(), list::toString);
      Files.writeString(temp.resolve("here/has"), list.out());
      return;
    }
    ProgramResult list =
        here.with("cache", here.cache().toString())
            .with("earlier", earlier.toString())
            .shell(command + " > has");
    assertEquals(Exit.OK, list.status(), list::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pumaguard-models list -o json",
        "pumaguard-models export",
        "sha256sum \"$cache\"/*.bin \"$cache\"/*.h5",
        "cat \"$earlier\""
      })
  void leavesOutWhatTheOtherSideHas(String command) throws IOException {
    Path earlier = temp.resolve("earlier.tar");
    create(earlier);
    assertEquals(Exit.OK, here.run("bundle", "import", earlier.toString()).status());
    writeList(command, earlier);

    SampleRegistry next =
        new SampleRegistry(temp.resolve("next"))
            .fragmented("m.h5", 3, FRAGMENT, 1)
            .single("new.bin", SINGLE, 77);
    next.registry();
    ProgramResult created =
        there.run(
            "-r",
            next.folder().toString(),
            "bundle",
            "create",
            bundle.toString(),
            "--since",
            temp.resolve("here/has").toString());
    assertEquals(Exit.OK, created.status(), created::toString);
    assertEquals(
        List.of("model-registry.yaml", "blobs/sha256/" + next.digestOf("new.bin")),
        entries(bundle));

    ProgramResult imported = here.run("bundle", "import", bundle.toString());
    assertEquals(Exit.OK, imported.status(), imported::toString);
    assertEquals(next.digestOf("new.bin"), Digests.of(here.cache().resolve("new.bin")));

    Launcher empty = Inside.launcher(Files.createDirectory(temp.resolve("empty")));
    ProgramResult missing = empty.run("bundle", "import", bundle.toString());
    assertEquals(Exit.UNAVAILABLE, missing.status(), missing::toString);
    assertTrue(missing.err().contains("error: m.h5: its content "), missing::toString);
    assertTrue(missing.err().contains("--since"), missing::toString);
    assertEquals(Set.of("new.bin", "model-registry.json"), visible(empty));
  }

  @Test
  void aWrongContentIsNamedAndStopsNoOther() throws IOException {
    SampleRegistry old = new SampleRegistry(temp.resolve("old")).single("m.h5", 1000, 5);
    assertEquals(Exit.OK, here.run("-r", old.registry().toString(), "cache").status());
    create(bundle);
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[2048 + FRAGMENT] ^= 1;
    Files.write(bundle, bytes);
    ProgramResult result = here.run("bundle", "import", bundle.toString());
    assertEquals(Exit.INTEGRITY, result.status(), result::toString);
    assertTrue(result.err().contains("error: m.h5: "), result::toString);
    assertEquals(digest("s.bin"), Digests.of(here.cache().resolve("s.bin")));
    assertEquals(
        old.digestOf("m.h5"), Digests.of(here.cache().resolve("m.h5")), "the old one stays");
    create(bundle);
    assertEquals(Exit.OK, here.run("bundle", "import", bundle.toString()).status());
    checkAllAreHere();
  }

  @Test
  void fragmentsOfAnImportedModelAreReusedByAnUpdate() throws IOException {
    create(bundle);
    assertEquals(Exit.OK, here.run("bundle", "import", bundle.toString()).status());
    SampleRegistry next =
        new SampleRegistry(temp.resolve("next")).fragmented("m.h5", 4, FRAGMENT, 1);
    next.registry();
    ProgramResult updated = here.run("-r", next.folder().toString(), "-o", "json", "cache", "m.h5");
    assertTrue(updated.out().contains("\"bytesReused\" : " + 3 * FRAGMENT), updated::toString);
    assertTrue(updated.out().contains("\"bytesFetched\" : " + FRAGMENT), updated::toString);
  }

  @Test
  void aBundleThatCanNotBeMadeLeavesNothing() throws IOException {
    Files.writeString(bundle, "what was there");
    Files.delete(published.folder().resolve("m.h5_ab"));
    ProgramResult missing =
        there.run("-r", published.folder().toString(), "bundle", "create", bundle.toString());
    assertEquals(Exit.UNAVAILABLE, missing.status(), missing::toString);
    assertTrue(missing.err().contains("error: m.h5: fragment m.h5_ab: "), missing::toString);

    Path model = there.cache().resolve("s.bin");
    Damage.flip(model);
    ProgramResult damaged =
        there.run(
            "-r",
            published.folder().toString(),
            "--verify",
            "never",
            "bundle",
            "create",
            bundle.toString(),
            "s.bin");
    assertEquals(Exit.INTEGRITY, damaged.status(), damaged::toString);
    assertTrue(damaged.err().contains("error: s.bin: "), damaged::toString);
    assertEquals("what was there", Files.readString(bundle));
    try (Stream<Path> files = Files.list(temp)) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
    }
  }

  @Test
  void neitherABrokenRegistryNorSecretsTravel() throws IOException {
    Path secret =
        Files.writeString(
            published.folder().resolve("secret.yaml"),
            "schema: 2\nsources: ['https://user:hidden@example.org/x?token=hidden', .]\nmodels:\n"
                + "  s.bin: {sha256: "
                + digest("s.bin")
                + ", sources: ['"
                + published.folder()
                + "', 'http://me:hidden@example.org/{name}?sig=hidden']}\n");
    ProgramResult created =
        there.run("-r", secret.toString(), "bundle", "create", bundle.toString());
    assertEquals(Exit.OK, created.status(), created::toString);
    ProgramResult shown = there.shell("tar -xOf '" + bundle + "' model-registry.yaml");
    assertTrue(shown.out().contains("\"https://example.org/x\""), shown::toString);
    assertFalse(shown.out().contains("hidden"), shown::toString);
    Path broken = Files.writeString(temp.resolve("broken.yaml"), "a: [");
    ProgramResult imported =
        here.run("-r", broken.toString(), "bundle", "import", bundle.toString());
    assertEquals(Exit.OK, imported.status(), imported::toString);
  }

  @Test
  void modelsAreImportedAsTheyAreUsed() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("packed"));
    ProgramResult made =
        there.shell(
            "cd '"
                + folder
                + "' && mkdir l && echo cats > l/names.txt && tar -cf l.tar l && head -c 5000 "
                + "/dev/zero > z && gzip -k z && printf 'schema: 2\\nmodels:\\n"
                + "  l.tar: {sha256: %s, unpack: labels}\\n"
                + "  z: {sha256: %s, file: z.gz, compression: gz, file-sha256: %s}\\n' "
                + "$(sha256sum < l.tar | cut -c-64) $(sha256sum < z | cut -c-64) "
                + "$(sha256sum < z.gz | cut -c-64) > model-registry.yaml && rm z");
    assertEquals(Exit.OK, made.status(), made::toString);
    ProgramResult created =
        there.run("-r", folder.toString(), "bundle", "create", bundle.toString());
    assertEquals(Exit.OK, created.status(), created::toString);
    assertEquals(Exit.OK, here.run("bundle", "import", bundle.toString()).status());
    assertEquals("cats\n", Files.readString(here.cache().resolve("labels").resolve("l/names.txt")));
    assertArrayEquals(new byte[5000], Files.readAllBytes(here.cache().resolve("z")));
    ProgramResult list = here.run("-r", folder.toString(), "list", "-o", "json");
    assertFalse(list.out().contains("missing"), list::toString);
  }

  @Test
  void saysWhatIsWrongWithTheCall() throws IOException {
    ProgramResult zip = there.run("bundle", "create", temp.resolve("b.zip").toString());
    assertEquals(Exit.USAGE, zip.status(), zip::toString);
    assertTrue(zip.err().contains(".tar.zst"), zip::toString);
    assertEquals(Exit.USAGE, there.run("bundle").status());
    assertEquals(Exit.USAGE, there.run("bundle", "import").status());
    assertEquals(Exit.USAGE, there.run("bundle", "carry", "b.tar").status());
    ProgramResult absent = there.run("bundle", "import", temp.resolve("no.tar").toString());
    assertEquals(Exit.UNAVAILABLE, absent.status(), absent::toString);
    assertTrue(absent.err().contains("no such file"), absent::toString);
    ProgramResult list =
        there.run(
            "bundle", "create", bundle.toString(), "--since", temp.resolve("none").toString());
    assertEquals(Exit.REGISTRY, list.status(), list::toString);
    ProgramResult unknown = there.run("bundle", "create", bundle.toString(), "nobody");
    assertEquals(Exit.UNKNOWN_MODEL, unknown.status(), unknown::toString);
    ProgramResult help = there.run("bundle", "create", "--help");
    assertEquals(Exit.OK, help.status());
    assertTrue(help.out().contains("--since"), help::toString);
  }

  private void create(Path file, String... names) {
    Stream<String> all =
        Stream.concat(
            Stream.of("-r", published.folder().toString(), "bundle", "create", file.toString()),
            Arrays.stream(names));
    ProgramResult result = there.run(all.toArray(String[]::new));
    assertEquals(Exit.OK, result.status(), result::toString);
  }

  private void checkAllAreHere() {
    assertEquals(digest("m.h5"), Digests.of(here.cache().resolve("m.h5")));
    assertEquals(digest("s.bin"), Digests.of(here.cache().resolve("s.bin")));
    assertEquals(digest("s.bin"), Digests.of(here.cache().resolve("copy.bin")));
    ProgramResult list =
        here.run("-r", published.folder().toString(), "--offline", "list", "-o", "json");
    assertEquals(4, list.out().split("\"cached\"", -1).length, list::toString);
    assertEquals(Exit.OK, here.run("-r", published.folder().toString(), "verify").status());
  }

  private static Set<String> visible(Launcher launcher) {
    return new CacheFiles(launcher.cache()).visible();
  }

  private String digest(String name) {
    return published.digestOf(name);
  }

  private List<String> entries(Path file) {
    return there.shell("tar -tf '" + file + "'").out().lines().toList();
  }
}
