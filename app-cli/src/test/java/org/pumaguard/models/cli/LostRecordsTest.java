package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;

/** Models that are there, but of which nothing is recorded: each command makes records anew. */
class LostRecordsTest {

  private static final String LOST = "";
  private static final String RECORDS = "model-registry.json";
  private static final String ARCHIVE = TwoEditions.ARCHIVE;

  @TempDir private Path temp;
  private Launcher launcher;
  private TwoEditions editions;
  private String edition = TwoEditions.FIRST;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    editions = new TwoEditions(temp.resolve("www"));
  }

  @ParameterizedTest
  @ValueSource(strings = {LOST, "{", "{}", "{\"version\": \"2.0\"}", "{\"cached-models\": {}}"})
  void whatIsThereIsMeasuredPinnedPrunedAndCleared(String text) throws IOException {
    ok("cache");
    String size = ok("size").out();
    lose(text);
    Set<Path> before = Set.copyOf(files());
    ProgramResult measured = ok("size");
    assertEquals(content(size), content(measured.out()));
    assertTrue(measured.err().contains("pins and kept versions are forgotten"), measured::toString);
    String dry = ok("clear", "--dry-run", ARCHIVE).out();
    assertTrue(dry.startsWith(ARCHIVE + "\t"), dry);
    assertEquals(before, Set.copyOf(files()), "who only looks writes nothing");

    ok("pin", "m.h5");
    ProgramResult pruned = ok("prune", "--max-size", "100k");
    assertFalse(pruned.err().contains("--max-size"), pruned::toString);
    assertEquals(Set.of("m.h5", RECORDS), visible());

    lose(text);
    ok("clear", "-y", "m.h5");
    assertFalse(visible().contains("m.h5"));
  }

  @Test
  void everythingGoesWithItsDirectories() throws IOException {
    ok("cache");
    lose(LOST);
    ok("clear", "-y");
    assertEquals(Set.of(RECORDS), visible());
    assertTrue(
        files().stream().noneMatch(file -> file.toString().contains("blobs")),
        () -> files().toString());
  }

  @Test
  void whatTheRegistryNamesNoMoreIsNotForgotten() throws IOException {
    ok("cache");
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.writeString(other.resolve("model-registry.yaml"), "{}\n");
    lose(LOST);
    ProgramResult verified = launcher.run("-r", other.toString(), "verify");
    assertEquals("ok", verified.column("s.pt"));
    assertEquals("ok", verified.column(ARCHIVE));
    assertEquals("s.pt\tpinned\n", launcher.run("-r", other.toString(), "pin", "s.pt").out());
  }

  @Test
  void aNewVersionTakesThePlaceOfTheOldOneWhichIsKept() throws IOException {
    ok("cache");
    lose(LOST);
    edition = TwoEditions.SECOND;
    String list = ok("list").out();
    assertTrue(list.lines().anyMatch(line -> line.matches("s\\.pt +outdated.*")), list);
    ProgramResult updated = ok("cache");
    assertFalse(updated.err().contains("it is kept as"), updated::toString);
    assertEquals(editions.digest(TwoEditions.SECOND, "s.pt"), digest("s.pt"));
    ok("rollback", "s.pt");
    assertEquals(editions.digest(TwoEditions.FIRST, "s.pt"), digest("s.pt"));
  }

  @Test
  void neitherServesNorClearsChangedFiles() throws IOException {
    ok("cache");
    Path file = launcher.cache().resolve("m.h5");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(file, "mine", StandardOpenOption.APPEND);
    lose(LOST);
    ProgramResult cleared = ok("clear", "-y", "m.h5");
    assertTrue(cleared.err().contains("m.h5 is left where it is"), cleared::toString);
    ok("pin", "m.h5");
    ok("path", "m.h5");
    assertEquals(editions.digest(TwoEditions.FIRST, "m.h5"), digest("m.h5"));
  }

  /** As PumaGuard's Python code, or a file system without links, leaves it. */
  @Test
  void filesThatOthersHavePutThereAreModelsToo() throws IOException {
    Path cache = Files.createDirectories(launcher.cache());
    for (String name : List.of("s.pt", "copy.pt")) {
      Files.copy(editions.folder(edition).resolve(name), cache.resolve(name));
    }
    Files.writeString(cache.resolve("model-resgistry.json"), "{\"version\": \"1.0\"}");
    Files.writeString(cache.resolve("m.h5"), "mine");
    ProgramResult size = ok("size");
    assertTrue(size.out().matches("(?s)models +2\n.*"), size::toString);
    assertEquals("", size.err());
    assertTrue(ok("prune", "--max-size", "1", "--dry-run").out().contains("s.pt\t49152"));
    ok("pin", "s.pt");
    ok("clear", "-y");
    assertEquals(Set.of("m.h5", RECORDS), visible());
    assertEquals("mine", Files.readString(cache.resolve("m.h5")));
  }

  /** As long as there are records, who has put a file there has done so for himself. */
  @Test
  void copiesBesideTheModelsBelongToTheUser() throws IOException {
    ok("cache");
    Path cache = launcher.cache();
    Files.copy(cache.resolve("s.pt"), cache.resolve("backup.pt"));
    Files.createLink(cache.resolve("link.pt"), cache.resolve("s.pt"));
    String size = ok("size").out();
    String pruned = ok("prune", "--max-size", "1").out();
    assertTrue(pruned.contains("m.h5\t"), pruned);
    ok("clear", "-y");
    assertEquals(Set.of("backup.pt", "link.pt", RECORDS), visible(), size);
    assertEquals(editions.digest(TwoEditions.FIRST, "s.pt"), digest("backup.pt"));
    assertEquals(editions.digest(TwoEditions.FIRST, "s.pt"), digest("link.pt"));
  }

  private static List<String> content(String size) {
    return size.lines().filter(line -> !line.startsWith("on disk")).toList();
  }

  private void lose(String text) throws IOException {
    Path records = launcher.cache().resolve(RECORDS);
    if (text.isEmpty()) {
      Files.delete(records);
    } else {
      Files.writeString(records, text);
    }
  }

  private ProgramResult ok(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-r", editions.folder(edition).toString()));
    all.addAll(List.of(arguments));
    ProgramResult result = launcher.run(all.toArray(String[]::new));
    assertEquals(Exit.OK, result.status(), result::toString);
    return result;
  }

  private String digest(String name) throws IOException {
    return Digests.of(launcher.cache().resolve(name));
  }

  private List<Path> files() {
    return new CacheFiles(launcher.cache()).all();
  }

  private Set<String> visible() {
    return new CacheFiles(launcher.cache()).visible();
  }
}
