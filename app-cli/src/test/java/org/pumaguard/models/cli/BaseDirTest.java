package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.CacheFiles;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** What is damaged in base directories: it is found, named, passed over, and left as it is. */
class BaseDirTest {

  private static final String MODEL = "a.pt";

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;
  private Path base;

  @BeforeEach
  void fill() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).single(MODEL, 5000, 1);
    published.registry();
    base = filled("base");
  }

  @Test
  void whatIsGoodThereIsOk() {
    ProgramResult verified = run("verify");
    assertEquals("ok", verified.column(MODEL));
    assertEquals(Exit.OK, verified.status(), verified::toString);
    assertFalse(Files.exists(launcher.cache()), "there is nothing to be noted");
  }

  @Test
  void exitsWithIntegrityForADamagedBase() throws IOException {
    Damage.flip(base.resolve(MODEL));
    assertEquals("damaged", state());
    Map<Path, byte[]> before = content(base);
    ProgramResult verified = run("verify");
    assertEquals("damaged", verified.column(MODEL));
    assertEquals(Exit.INTEGRITY, verified.status(), verified::toString);
    assertTrue(verified.err().contains(base.resolve(MODEL).toString()), verified::toString);
    assertTrue(verified.err().contains("'verify --repair " + MODEL + "'"), verified::toString);
    assertEquals("damaged", state());
    checkUnchanged(before);
  }

  @Test
  void repairWritesToTheCacheWhichThenShadowsTheBase() throws IOException {
    Damage.flip(base.resolve(MODEL));
    Map<Path, byte[]> before = content(base);
    ProgramResult mended = run("verify", "--repair");
    assertEquals("repaired", mended.column(MODEL));
    assertEquals(Exit.OK, mended.status(), mended::toString);
    assertTrue(mended.err().contains(base.resolve(MODEL).toString()), mended::toString);
    checkCachedOwn();
    ProgramResult again = run("verify");
    assertEquals("ok", again.column(MODEL));
    assertEquals(Exit.OK, again.status(), again::toString);
    assertTrue(again.err().contains("warning: " + MODEL), "it is still said");
    checkUnchanged(before);
  }

  /** As if the disk had lost a bit: only who reads the file can see it. */
  @Test
  void remembersHiddenDamageOfAReadOnlyBase() throws IOException {
    Damage.flip(base.resolve(MODEL));
    letItLookAsRecorded(base);
    assertEquals(base.resolve(MODEL) + "\n", run("path", MODEL).out());
    assertEquals("damaged", run("verify").column(MODEL));
    assertEquals("damaged", state());
    Map<Path, byte[]> before = content(base);
    assertEquals(launcher.cache().resolve(MODEL) + "\n", run("path", MODEL).out());
    assertEquals("cached", state());
    checkCachedOwn();
    checkUnchanged(before);
  }

  @Test
  void whatWasMendedThereCountsAgain() throws IOException {
    Damage.flip(base.resolve(MODEL));
    assertEquals("damaged", run("verify").column(MODEL));
    Files.delete(base.resolve(MODEL));
    Files.copy(published.folder().resolve(MODEL), base.resolve(MODEL));
    assertEquals("ok", run("verify").column(MODEL));
    assertEquals(base.resolve(MODEL) + "\n", run("path", MODEL).out());
    assertEquals(Exit.OK, run("clear", "-y").status());
    assertFalse(
        new CacheFiles(launcher.cache())
            .all().stream().anyMatch(file -> file.toString().contains("condemned")));
  }

  @Test
  void theNextBaseDirectoryIsUsedWhereOneIsDamaged() throws IOException {
    Path next = filled("next");
    Damage.flip(base.resolve(MODEL));
    String[] both = {"--base-dir", next.toString()};
    ProgramResult path = run("path", MODEL, both[0], both[1]);
    assertEquals(next.resolve(MODEL) + "\n", path.out(), path::toString);
    assertTrue(path.err().contains(base.resolve(MODEL).toString()), path::toString);
    ProgramResult verified = run("verify", both);
    assertEquals("ok", verified.column(MODEL));
    assertEquals(Exit.OK, verified.status(), verified::toString);
    assertTrue(verified.err().contains(base.resolve(MODEL).toString()), verified::toString);
  }

  @Test
  void fetchesIntoTheCacheDirectoryOnRequest() throws IOException {
    Damage.flip(base.resolve(MODEL));
    assertEquals(launcher.cache().resolve(MODEL) + "\n", run("path", MODEL).out());
    checkCachedOwn();
    ProgramResult hit = run("path", MODEL, "--offline");
    assertEquals(launcher.cache().resolve(MODEL) + "\n", hit.out());
    assertEquals("", hit.err(), "it was said once");
  }

  @Test
  void anotherVersionThereIsNeitherDamagedNorCached() throws IOException {
    SampleRegistry newer = new SampleRegistry(temp.resolve("newer")).single(MODEL, 6000, 2);
    newer.registry();
    ProgramResult verified = run("verify", "-r", newer.folder().toString());
    assertEquals("missing", verified.column(MODEL));
    assertEquals(Exit.OK, verified.status(), verified::toString);
  }

  private Path filled(String name) {
    Path folder = temp.resolve(name);
    String registry = published.folder().toString();
    assertEquals(
        Exit.OK, launcher.run("-r", registry, "--cache-dir", folder.toString(), "cache").status());
    return folder;
  }

  private void checkCachedOwn() {
    Path own = launcher.cache().resolve(MODEL);
    assertEquals(published.digestOf(MODEL), Digests.of(own));
    assertEquals(own + "\n", run("path", MODEL).out());
  }

  private ProgramResult run(String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--base-dir", base.toString()));
    if (!List.of(options).contains("-r")) {
      arguments.addAll(List.of("-r", published.folder().toString()));
    }
    arguments.add(command);
    arguments.addAll(List.of(options));
    return launcher.run(arguments.toArray(String[]::new));
  }

  private String state() {
    return run("list")
        .out()
        .lines()
        .filter(line -> line.startsWith(MODEL))
        .map(line -> line.split(" +", -1)[1])
        .findFirst()
        .orElseThrow();
  }

  private static Map<Path, byte[]> content(Path directory) throws IOException {
    Map<Path, byte[]> content = new HashMap<>();
    for (Path file : new CacheFiles(directory).all()) {
      content.put(file, Files.readAllBytes(file));
    }
    return content;
  }

  private void checkUnchanged(Map<Path, byte[]> before) throws IOException {
    Map<Path, byte[]> now = content(base);
    assertEquals(before.keySet(), now.keySet());
    for (Map.Entry<Path, byte[]> file : before.entrySet()) {
      assertArrayEquals(file.getValue(), now.get(file.getKey()), file.getKey().toString());
    }
  }

  private static void letItLookAsRecorded(Path directory) throws IOException {
    Path records = directory.resolve("model-registry.json");
    Path draft = directory.resolveSibling("records");
    String text = Files.readString(records);
    for (String time : List.of("mtime", "ctime")) {
      String attribute = "unix:" + (time.equals("mtime") ? "lastModifiedTime" : time);
      Object value = Files.getAttribute(directory.resolve(MODEL), attribute);
      long nanos = ((FileTime) value).to(TimeUnit.NANOSECONDS);
      text = text.replaceAll("(\"" + time + "\" ?: ?)\\d+", "$1" + nanos);
    }
    Files.writeString(draft, text);
    Files.move(draft, records, StandardCopyOption.REPLACE_EXISTING);
  }
}
