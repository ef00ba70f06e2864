package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Damage;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** What it costs to mend a damaged model, and that nothing is lost meanwhile. */
class RepairIT {

  private static final int BLOCK = 1 << 20;

  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource
  void aFlippedBitCostsOneBlock(ModelForm shape) throws IOException {
    try (FetchFixture rig = cached(shape)) {
      Damage.flip(model(rig));
      byte[] damaged = Files.readAllBytes(model(rig));
      ProgramResult found = verify(rig);
      assertEquals(Exit.INTEGRITY, found.status(), found::toString);
      checkDamageIsNamed(found, shape);

      ProgramResult offline = verify(rig, "--offline", "--repair");
      assertEquals(Exit.OFFLINE, offline.status(), offline::toString);
      checkDamageIsNamed(offline, shape);
      assertArrayEquals(damaged, Files.readAllBytes(model(rig)), "it stays where it is");

      long before = rig.first.bytesSent();
      try (InputStream reader = Files.newInputStream(model(rig))) {
        ProgramResult mended = verify(rig, "--repair");
        assertEquals("repaired", mended.column(FetchFixture.MODEL), mended::toString);
        rig.checkCached(mended);
        assertArrayEquals(damaged, reader.readAllBytes(), "who reads it goes on reading it");
      }
      assertEquals(BLOCK, rig.first.bytesSent() - before);
      assertEquals("ok", verify(rig).column(FetchFixture.MODEL));
    }
  }

  private static void checkDamageIsNamed(ProgramResult found, ModelForm shape) {
    assertEquals("damaged", found.column(FetchFixture.MODEL));
    assertTrue(found.err().contains("bytes " + shape.bytes() / 2 + "-"), found::toString);
  }

  @ParameterizedTest
  @EnumSource
  void whoAsksForADamagedModelGetsItMendedAsCheaply(ModelForm shape) throws IOException {
    try (FetchFixture rig = cached(shape)) {
      Damage.flip(model(rig));
      long before = rig.first.bytesSent();
      rig.checkCached(rig.cache());
      assertEquals(BLOCK, rig.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalDamagesAreMendedAtOnce(ModelForm shape) throws IOException {
    try (FetchFixture rig = cached(shape)) {
      for (long at : List.of(0L, 1L, shape.bytes() / 2, shape.bytes() - 1)) {
        flip(model(rig), at);
      }
      long before = rig.first.bytesSent();
      rig.checkCached(verify(rig, "--repair"));
      assertEquals(3 * BLOCK, rig.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIZED_FRAGMENTS", "SIZED_FILE"})
  void aFileThatWasCutOffGetsItsEndBack(ModelForm shape) throws IOException {
    try (FetchFixture rig = cached(shape)) {
      writable(model(rig));
      try (RandomAccessFile file = new RandomAccessFile(model(rig).toFile(), "rw")) {
        file.setLength(shape.bytes() - 10);
      }
      long before = rig.first.bytesSent();
      rig.checkCached(rig.cache());
      assertEquals(BLOCK, rig.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatGrewIsCutOffWithoutAFetch(ModelForm shape) throws IOException {
    try (FetchFixture rig = cached(shape)) {
      writable(model(rig));
      try (RandomAccessFile file = new RandomAccessFile(model(rig).toFile(), "rw")) {
        file.setLength(shape.bytes() + 3 * BLOCK);
      }
      long before = rig.first.bytesSent();
      rig.checkCached(verify(rig, "--repair"));
      assertEquals(0, rig.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerWithoutRangesSendsOneFile(ModelForm shape) throws IOException {
    try (FetchFixture rig = cached(shape)) {
      Damage.flip(model(rig));
      rig.first.failEverywhere(Fault.IGNORED_RANGE);
      long before = rig.first.bytesSent();
      rig.checkCached(verify(rig, "--repair"));
      assertEquals(shape.unfinishedBytes(), rig.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRepairThatIsKilledLosesNothingAndIsGoneOnWith(ModelForm shape) throws IOException {
    try (FetchFixture rig = cached(shape)) {
      Damage.flip(model(rig));
      byte[] damaged = Files.readAllBytes(model(rig));
      rig.first.failEverywhere(Fault.stall(BLOCK / 2));
      long before = rig.first.bytesSent();
      RunningProgram running = rig.start("--timeout", "60");
      running.await(() -> rig.first.bytesSent() - before >= BLOCK / 2);
      running.kill();
      assertArrayEquals(damaged, Files.readAllBytes(model(rig)), "it stays where it is");

      rig.first.heal();
      long beforeTheSecond = rig.first.bytesSent();
      rig.checkCached(verify(rig, "--repair"));
      long sent = rig.first.bytesSent() - beforeTheSecond;
      assertTrue(sent <= BLOCK, () -> sent + " bytes were sent again");
    }
  }

  @Test
  void ofTwoDamagedFilesTheGoodPartsOfBothAreUsed() throws IOException {
    try (FetchFixture rig = cached(ModelForm.SIZED_FILE)) {
      // As on a file system without links, the visible file is a copy of what is stored.
      Path copy = temp.resolve("copy");
      Files.copy(model(rig), copy);
      flip(model(rig), 10);
      Files.delete(model(rig));
      flip(copy, ModelForm.SIZED_FILE.bytes() - 10);
      Files.copy(copy, model(rig));
      long before = rig.first.bytesSent();
      ProgramResult mended = verify(rig, "--repair");
      assertEquals("repaired", mended.column(FetchFixture.MODEL), mended::toString);
      assertEquals(rig.published.digestOf(FetchFixture.MODEL), Digests.of(model(rig)));
      assertEquals(0, rig.first.bytesSent() - before);
    }
  }

  @Test
  void ofADamagedFileThatIsStoredAndAGoodCopyTheCopyStays() throws IOException {
    try (FetchFixture rig = cached(ModelForm.SIZED_FILE)) {
      Path copy = temp.resolve("copy");
      Files.copy(model(rig), copy);
      Damage.flip(model(rig));
      Files.delete(model(rig));
      Files.copy(copy, model(rig));
      long before = rig.first.bytesSent();
      assertEquals("ok", verify(rig).column(FetchFixture.MODEL));
      assertEquals(2, Files.getAttribute(model(rig), "unix:nlink"), "it is what is stored now");
      rig.checkCached(rig.cache());
      assertEquals(0, rig.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenTheVisibleNameIsGoneTheDamagedContentIsStillOfUse(ModelForm shape) throws IOException {
    try (FetchFixture rig = cached(shape)) {
      Damage.flip(model(rig));
      Files.delete(model(rig));
      assertEquals("missing", verify(rig, "--repair").column(FetchFixture.MODEL));
      long before = rig.first.bytesSent();
      rig.checkCached(rig.cache());
      assertEquals(BLOCK, rig.first.bytesSent() - before);
    }
  }

  @Test
  void sumsThatAreTornCostAFetchAndNoMore() throws IOException {
    try (FetchFixture rig = cached(ModelForm.SIZED_FILE)) {
      Damage.flip(model(rig));
      Path sums = sums(rig, rig.published.digestOf(FetchFixture.MODEL));
      try (RandomAccessFile file = new RandomAccessFile(sums.toFile(), "rw")) {
        file.setLength(file.length() - 7);
      }
      long before = rig.first.bytesSent();
      rig.checkCached(verify(rig, "--repair"));
      assertEquals(ModelForm.SIZED_FILE.bytes(), rig.first.bytesSent() - before);

      Damage.flip(model(rig));
      rig.checkCached(verify(rig, "--repair"));
      assertEquals(ModelForm.SIZED_FILE.bytes() + BLOCK, rig.first.bytesSent() - before);
    }
  }

  @Test
  void sumsThatCallDamageGoodCostAFetchAndNoMore() throws IOException {
    try (FetchFixture rig = cached(ModelForm.SIZED_FILE)) {
      Damage.flip(model(rig));
      Path folder = Files.createDirectories(temp.resolve("other"));
      Path other = folder.resolve("other.pt");
      Files.copy(model(rig), other);
      String digest = Digests.of(other);
      Files.writeString(
          folder.resolve("model-registry.yaml"), "other.pt:\n  sha256: " + digest + "\n");
      assertEquals(Exit.OK, rig.launcher.run("-r", folder.toString(), "cache", "other.pt").status());
      Files.copy(
          sums(rig, digest),
          sums(rig, rig.published.digestOf(FetchFixture.MODEL)),
          StandardCopyOption.REPLACE_EXISTING);

      long before = rig.first.bytesSent();
      ProgramResult mended = verify(rig, FetchFixture.MODEL, "--repair");
      assertEquals("repaired", mended.column(FetchFixture.MODEL), mended::toString);
      assertFalse(mended.err().contains("wrong"), mended::toString);
      assertEquals(rig.published.digestOf(FetchFixture.MODEL), Digests.of(model(rig)));
      assertEquals(ModelForm.SIZED_FILE.bytes(), rig.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatWasAdoptedIsMendedAsCheaply(ModelForm shape) throws IOException {
    try (FetchFixture rig = cached(shape)) {
      Path kept = temp.resolve("kept");
      Files.copy(model(rig), kept);
      assertEquals(Exit.OK, rig.launcher.run("clear", "-y").status());
      Files.copy(kept, model(rig));
      long before = rig.first.bytesSent();
      rig.checkCached(rig.cache());
      assertEquals(before, rig.first.bytesSent());
      Damage.flip(model(rig));
      rig.checkCached(rig.cache());
      // Where nobody knows how long the fragments are, a byte of each is asked for.
      long sent = rig.first.bytesSent() - before - BLOCK;
      assertTrue(sent >= 0 && sent <= 3, () -> sent + " bytes were sent beside");
    }
  }

  @Test
  void oneThatCanNotBeMendedDoesNotStopTheOthers() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www"))
            .single("a.pt", 3 * BLOCK, 1)
            .single("b.pt", 3 * BLOCK, 2)
            .single("c.pt", 3 * BLOCK, 3);
    try (FetchFixture rig = new FetchFixture(temp.resolve("home"), published)) {
      assertEquals(Exit.OK, rig.cache().status());
      for (String name : List.of("a.pt", "b.pt")) {
        Damage.flip(rig.launcher.cache().resolve(name));
      }
      rig.first.failAlways("/a.pt", Fault.status(404));
      ProgramResult result = verify(rig, "--repair", "--retries", "0", "-o", "json");
      assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
      assertTrue(result.err().contains("error: a.pt: "), result::toString);
      String b = result.out().substring(result.out().indexOf("b.pt"));
      assertTrue(b.contains("\"result\" : \"repaired\""), result::toString);
      assertTrue(b.contains("\"bytesFetched\" : " + BLOCK), result::toString);
      assertTrue(b.contains("\"offset\" : " + BLOCK), result::toString);
      assertEquals("ok", verify(rig).column("c.pt"));
    }
  }

  @Test
  void aDamageThatTheFileSystemDoesNotShowIsRememberedOnceItIsFound() throws IOException {
    try (FetchFixture rig = cached(ModelForm.FILE)) {
      Path records = rig.launcher.cache().resolve("model-registry.json");
      Damage.flip(model(rig));
      // As if the disk had lost a bit: the record says that the file looks as it did.
      String text = Files.readString(records);
      for (String time : List.of("mtime", "ctime")) {
        text = text.replaceAll("(\"" + time + "\" ?: ?)\\d+", "$1" + nanos(model(rig), time));
      }
      Files.writeString(records, text);
      assertTrue(list(rig).contains(" cached "), list(rig));
      assertEquals("damaged", verify(rig).column(FetchFixture.MODEL));
      assertTrue(list(rig).contains(" damaged "), list(rig));
      rig.checkCached(rig.cache());
    }
  }

  @Test
  void aFileThatWasVerifiedLongAgoIsReadAgain() throws IOException {
    try (FetchFixture rig = cached(ModelForm.FILE)) {
      makeVerifiedLongAgo(rig);
      assertFalse(rig.cache().err().contains("\"verified\""));
      assertTrue(rig.cache("--verify-max-age", "30d").err().contains("\"verified\""));
      assertFalse(rig.cache("--verify-max-age", "30d").err().contains("\"verified\""));
      assertFalse(rig.cache("--verify-max-age", "0").err().contains("\"verified\""));
    }
  }

  @Test
  void theConfigurationMaySayWhatIsLongAgo() throws IOException {
    try (FetchFixture rig = cached(ModelForm.FILE)) {
      Path file = temp.resolve("home/.config/pumaguard/models.yaml");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "verify-max-age: 30d\n");
      assertFalse(rig.cache().err().contains("\"verified\""));
      makeVerifiedLongAgo(rig);
      assertTrue(rig.cache().err().contains("\"verified\""));
    }
  }

  private static void makeVerifiedLongAgo(FetchFixture rig) throws IOException {
    Path records = rig.launcher.cache().resolve("model-registry.json");
    Files.writeString(
        records,
        Files.readString(records)
            .replaceAll("(\"verified-at\" ?: ?\")[^\"]+", "$12020-01-01T00:00:00Z"));
  }

  private FetchFixture cached(ModelForm shape) throws IOException {
    FetchFixture rig = shape.rig(temp);
    rig.checkCached(rig.cache());
    return rig;
  }

  private static ProgramResult verify(FetchFixture rig, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("verify", "-r", rig.published.folder().toString(), "-s", url(rig.first)));
    arguments.addAll(List.of(options));
    return rig.launcher.run(arguments.toArray(String[]::new));
  }

  private static String list(FetchFixture rig) {
    return rig.launcher.run("-r", rig.published.folder().toString(), "list").out();
  }

  private static String url(FaultyServer server) {
    return FetchFixture.url(server);
  }

  private static Path model(FetchFixture rig) {
    return rig.launcher.cache().resolve(FetchFixture.MODEL);
  }

  /** The file with the sums of blocks, as docs/store.md has it. */
  private static Path sums(FetchFixture rig, String digest) {
    return rig.launcher
        .cache()
        .resolve(".pumaguard/v1/blocks")
        .resolve(digest.substring(0, 2))
        .resolve(digest);
  }

  private static void flip(Path file, long at) throws IOException {
    writable(file);
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      int before = open.read();
      open.seek(at);
      open.write(before ^ 1);
    }
  }

  private static void writable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static long nanos(Path file, String time) throws IOException {
    Object value =
        Files.getAttribute(file, "unix:" + (time.equals("mtime") ? "lastModifiedTime" : time));
    return ((FileTime) value).to(TimeUnit.NANOSECONDS);
  }
}
