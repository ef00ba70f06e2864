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
import org.pumaguard.models.testkit.SampleRegistry;

/** What it costs to mend a damaged model, and that nothing is lost meanwhile. */
class RepairTest {

  private static final int BLOCK = 1 << 20;

  @TempDir private Path temp;

  @ParameterizedTest
  @EnumSource
  void aFlippedBitCostsOneBlock(ModelForm shape) throws IOException {
    try (FetchFixture fixture = cached(shape)) {
      Damage.flip(model(fixture));
      byte[] damaged = Files.readAllBytes(model(fixture));
      ProgramResult found = verify(fixture);
      assertEquals(Exit.INTEGRITY, found.status(), found::toString);
      checkDamageIsNamed(found, shape);

      ProgramResult offline = verify(fixture, "--offline", "--repair");
      assertEquals(Exit.OFFLINE, offline.status(), offline::toString);
      checkDamageIsNamed(offline, shape);
      assertArrayEquals(damaged, Files.readAllBytes(model(fixture)), "it stays where it is");

      long before = fixture.first.bytesSent();
      try (InputStream reader = Files.newInputStream(model(fixture))) {
        ProgramResult mended = verify(fixture, "--repair");
        assertEquals("repaired", mended.column(FetchFixture.MODEL), mended::toString);
        fixture.checkCached(mended);
        assertArrayEquals(damaged, reader.readAllBytes(), "who reads it goes on reading it");
      }
      assertEquals(BLOCK, fixture.first.bytesSent() - before);
      assertEquals("ok", verify(fixture).column(FetchFixture.MODEL));
    }
  }

  private static void checkDamageIsNamed(ProgramResult found, ModelForm shape) {
    assertEquals("damaged", found.column(FetchFixture.MODEL));
    assertTrue(found.err().contains("bytes " + shape.bytes() / 2 + "-"), found::toString);
  }

  @ParameterizedTest
  @EnumSource
  void cacheRepairsADamagedModelAsCheaply(ModelForm shape) throws IOException {
    try (FetchFixture fixture = cached(shape)) {
      Damage.flip(model(fixture));
      long before = fixture.first.bytesSent();
      fixture.checkCached(fixture.cache());
      assertEquals(BLOCK, fixture.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalDamagesAreMendedAtOnce(ModelForm shape) throws IOException {
    try (FetchFixture fixture = cached(shape)) {
      for (long at : List.of(0L, 1L, shape.bytes() / 2, shape.bytes() - 1)) {
        flip(model(fixture), at);
      }
      long before = fixture.first.bytesSent();
      fixture.checkCached(verify(fixture, "--repair"));
      assertEquals(3 * BLOCK, fixture.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIZED_FRAGMENTS", "SIZED_FILE"})
  void aFileThatWasCutOffGetsItsEndBack(ModelForm shape) throws IOException {
    try (FetchFixture fixture = cached(shape)) {
      writable(model(fixture));
      try (RandomAccessFile file = new RandomAccessFile(model(fixture).toFile(), "rw")) {
        file.setLength(shape.bytes() - 10);
      }
      long before = fixture.first.bytesSent();
      fixture.checkCached(fixture.cache());
      assertEquals(BLOCK, fixture.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatGrewIsCutOffWithoutAFetch(ModelForm shape) throws IOException {
    try (FetchFixture fixture = cached(shape)) {
      writable(model(fixture));
      try (RandomAccessFile file = new RandomAccessFile(model(fixture).toFile(), "rw")) {
        file.setLength(shape.bytes() + 3 * BLOCK);
      }
      long before = fixture.first.bytesSent();
      fixture.checkCached(verify(fixture, "--repair"));
      assertEquals(0, fixture.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerWithoutRangesSendsOneFile(ModelForm shape) throws IOException {
    try (FetchFixture fixture = cached(shape)) {
      Damage.flip(model(fixture));
      fixture.first.failEverywhere(Fault.IGNORED_RANGE);
      long before = fixture.first.bytesSent();
      fixture.checkCached(verify(fixture, "--repair"));
      assertEquals(shape.unfinishedBytes(), fixture.first.bytesSent() - before);
    }
  }

  @Test
  void ofTwoDamagedFilesTheGoodPartsOfBothAreUsed() throws IOException {
    try (FetchFixture fixture = cached(ModelForm.SIZED_FILE)) {
      // As on a file system without links, the visible file is a copy of what is stored.
      Path copy = temp.resolve("copy");
      Files.copy(model(fixture), copy);
      flip(model(fixture), 10);
      Files.delete(model(fixture));
      flip(copy, ModelForm.SIZED_FILE.bytes() - 10);
      Files.copy(copy, model(fixture));
      long before = fixture.first.bytesSent();
      ProgramResult mended = verify(fixture, "--repair");
      assertEquals("repaired", mended.column(FetchFixture.MODEL), mended::toString);
      assertEquals(fixture.published.digestOf(FetchFixture.MODEL), Digests.of(model(fixture)));
      assertEquals(0, fixture.first.bytesSent() - before);
    }
  }

  @Test
  void keepsTheGoodCopyOfADamagedBlob() throws IOException {
    try (FetchFixture fixture = cached(ModelForm.SIZED_FILE)) {
      Path copy = temp.resolve("copy");
      Files.copy(model(fixture), copy);
      Damage.flip(model(fixture));
      Files.delete(model(fixture));
      Files.copy(copy, model(fixture));
      long before = fixture.first.bytesSent();
      assertEquals("ok", verify(fixture).column(FetchFixture.MODEL));
      assertEquals(2, Files.getAttribute(model(fixture), "unix:nlink"), "it is what is stored now");
      fixture.checkCached(fixture.cache());
      assertEquals(0, fixture.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void repairsFromADamagedBlobWithoutAVisibleName(ModelForm shape) throws IOException {
    try (FetchFixture fixture = cached(shape)) {
      Damage.flip(model(fixture));
      Files.delete(model(fixture));
      assertEquals("missing", verify(fixture, "--repair").column(FetchFixture.MODEL));
      long before = fixture.first.bytesSent();
      fixture.checkCached(fixture.cache());
      assertEquals(BLOCK, fixture.first.bytesSent() - before);
    }
  }

  @Test
  void sumsThatAreTornCostAFetchAndNoMore() throws IOException {
    try (FetchFixture fixture = cached(ModelForm.SIZED_FILE)) {
      Damage.flip(model(fixture));
      Path sums = sums(fixture, fixture.published.digestOf(FetchFixture.MODEL));
      try (RandomAccessFile file = new RandomAccessFile(sums.toFile(), "rw")) {
        file.setLength(file.length() - 7);
      }
      long before = fixture.first.bytesSent();
      fixture.checkCached(verify(fixture, "--repair"));
      assertEquals(ModelForm.SIZED_FILE.bytes(), fixture.first.bytesSent() - before);

      Damage.flip(model(fixture));
      fixture.checkCached(verify(fixture, "--repair"));
      assertEquals(ModelForm.SIZED_FILE.bytes() + BLOCK, fixture.first.bytesSent() - before);
    }
  }

  @Test
  void sumsThatCallDamageGoodCostAFetchAndNoMore() throws IOException {
    try (FetchFixture fixture = cached(ModelForm.SIZED_FILE)) {
      Damage.flip(model(fixture));
      Path folder = Files.createDirectories(temp.resolve("other"));
      Path other = folder.resolve("other.pt");
      Files.copy(model(fixture), other);
      String digest = Digests.of(other);
      Files.writeString(
          folder.resolve("model-registry.yaml"), "other.pt:\n  sha256: " + digest + "\n");
      assertEquals(
          Exit.OK, fixture.launcher.run("-r", folder.toString(), "cache", "other.pt").status());
      Files.copy(
          sums(fixture, digest),
          sums(fixture, fixture.published.digestOf(FetchFixture.MODEL)),
          StandardCopyOption.REPLACE_EXISTING);

      long before = fixture.first.bytesSent();
      ProgramResult mended = verify(fixture, FetchFixture.MODEL, "--repair");
      assertEquals("repaired", mended.column(FetchFixture.MODEL), mended::toString);
      assertFalse(mended.err().contains("wrong"), mended::toString);
      assertEquals(fixture.published.digestOf(FetchFixture.MODEL), Digests.of(model(fixture)));
      assertEquals(ModelForm.SIZED_FILE.bytes(), fixture.first.bytesSent() - before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatWasAdoptedIsMendedAsCheaply(ModelForm shape) throws IOException {
    try (FetchFixture fixture = cached(shape)) {
      Path kept = temp.resolve("kept");
      Files.copy(model(fixture), kept);
      assertEquals(Exit.OK, fixture.launcher.run("clear", "-y").status());
      Files.copy(kept, model(fixture));
      long before = fixture.first.bytesSent();
      fixture.checkCached(fixture.cache());
      assertEquals(before, fixture.first.bytesSent());
      Damage.flip(model(fixture));
      fixture.checkCached(fixture.cache());
      // Where nobody knows how long the fragments are, a byte of each is asked for.
      long sent = fixture.first.bytesSent() - before - BLOCK;
      assertTrue(sent >= 0 && sent <= 3, () -> sent + " bytes were sent beside");
    }
  }

  @Test
  void aForeignFileWithADamagedFragmentCostsThatFragment() throws IOException {
    try (FetchFixture fixture = FetchFixture.ofFragments(temp, 200_000)) {
      Files.createDirectories(fixture.launcher.cache());
      Files.write(model(fixture), fixture.published.bytes(FetchFixture.MODEL));
      flip(model(fixture), 300_000);
      assertEquals(Exit.OK, fixture.cache().status());
      assertEquals(fixture.published.digestOf(FetchFixture.MODEL), Digests.of(model(fixture)));
      // A byte of each fragment tells its length, which the registry does not.
      assertEquals(200_000 + 3, fixture.first.bytesSent());
    }
  }

  @Test
  void oneThatCanNotBeMendedDoesNotStopTheOthers() throws IOException {
    SampleRegistry published =
        new SampleRegistry(temp.resolve("www"))
            .single("a.pt", 3 * BLOCK, 1)
            .single("b.pt", 3 * BLOCK, 2)
            .single("c.pt", 3 * BLOCK, 3);
    try (FetchFixture fixture = new FetchFixture(temp.resolve("home"), published)) {
      assertEquals(Exit.OK, fixture.cache().status());
      for (String name : List.of("a.pt", "b.pt")) {
        Damage.flip(fixture.launcher.cache().resolve(name));
      }
      fixture.first.failAlways("/a.pt", Fault.status(404));
      ProgramResult result = verify(fixture, "--repair", "--retries", "0", "-o", "json");
      assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
      assertTrue(result.err().contains("error: a.pt: "), result::toString);
      String b = result.out().substring(result.out().indexOf("b.pt"));
      assertTrue(b.contains("\"result\" : \"repaired\""), result::toString);
      assertTrue(b.contains("\"bytesFetched\" : " + BLOCK), result::toString);
      assertTrue(b.contains("\"offset\" : " + BLOCK), result::toString);
      assertEquals("ok", verify(fixture).column("c.pt"));
    }
  }

  @Test
  void remembersDamageWithAnUnchangedFingerprint() throws IOException {
    try (FetchFixture fixture = cached(ModelForm.FILE)) {
      Path records = fixture.launcher.cache().resolve("model-registry.json");
      Damage.flip(model(fixture));
      // As if the disk had lost a bit: the record says that the file looks as it did.
      String text = Files.readString(records);
      for (String time : List.of("mtime", "ctime")) {
        text = text.replaceAll("(\"" + time + "\" ?: ?)\\d+", "$1" + nanos(model(fixture), time));
      }
      Files.writeString(records, text);
      assertTrue(list(fixture).contains(" cached "), list(fixture));
      assertEquals("damaged", verify(fixture).column(FetchFixture.MODEL));
      assertTrue(list(fixture).contains(" damaged "), list(fixture));
      fixture.checkCached(fixture.cache());
    }
  }

  @Test
  void aFileThatWasVerifiedLongAgoIsReadAgain() throws IOException {
    try (FetchFixture fixture = cached(ModelForm.FILE)) {
      makeVerifiedLongAgo(fixture);
      assertFalse(fixture.cache().err().contains("\"verified\""));
      assertTrue(fixture.cache("--verify-max-age", "30d").err().contains("\"verified\""));
      assertFalse(fixture.cache("--verify-max-age", "30d").err().contains("\"verified\""));
      assertFalse(fixture.cache("--verify-max-age", "0").err().contains("\"verified\""));
    }
  }

  @Test
  void theConfigurationMaySayWhatIsLongAgo() throws IOException {
    try (FetchFixture fixture = cached(ModelForm.FILE)) {
      Path file = temp.resolve("home/.config/pumaguard/models.yaml");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "verify-max-age: 30d\n");
      assertFalse(fixture.cache().err().contains("\"verified\""));
      makeVerifiedLongAgo(fixture);
      assertTrue(fixture.cache().err().contains("\"verified\""));
    }
  }

  private static void makeVerifiedLongAgo(FetchFixture fixture) throws IOException {
    Path records = fixture.launcher.cache().resolve("model-registry.json");
    Files.writeString(
        records,
        Files.readString(records)
            .replaceAll("(\"verified-at\" ?: ?\")[^\"]+", "$12020-01-01T00:00:00Z"));
  }

  private FetchFixture cached(ModelForm shape) throws IOException {
    FetchFixture fixture = shape.fixture(temp);
    fixture.checkCached(fixture.cache());
    return fixture;
  }

  private static ProgramResult verify(FetchFixture fixture, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "verify", "-r", fixture.published.folder().toString(), "-s", url(fixture.first)));
    arguments.addAll(List.of(options));
    return fixture.launcher.run(arguments.toArray(String[]::new));
  }

  private static String list(FetchFixture fixture) {
    return fixture.launcher.run("-r", fixture.published.folder().toString(), "list").out();
  }

  private static String url(FaultyServer server) {
    return FetchFixture.url(server);
  }

  private static Path model(FetchFixture fixture) {
    return fixture.launcher.cache().resolve(FetchFixture.MODEL);
  }

  /** The file with the sums of blocks, as docs/store.md has it. */
  private static Path sums(FetchFixture fixture, String digest) {
    return fixture
        .launcher
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
