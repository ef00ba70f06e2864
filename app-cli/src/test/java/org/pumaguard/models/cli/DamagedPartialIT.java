package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.http.Fault;

/**
 * What a crash of the machine, or anybody, may do to a fetch that was killed: it costs bytes, and
 * the result is right.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedPartialIT {

  private static final int MIB = 1 << 20;

  private final Map<ModelForm, InterruptedFetch> killed = new EnumMap<>(ModelForm.class);
  private Path temp = Path.of("");

  @BeforeAll
  void home(@TempDir Path folder) {
    temp = folder;
  }

  @AfterAll
  void stop() throws IOException {
    for (InterruptedFetch fetch : killed.values()) {
      fetch.close();
    }
  }

  static Stream<Arguments> shapesAndDamages() {
    return Stream.of(ModelForm.FRAGMENTS, ModelForm.SIZED_FILE)
        .flatMap(shape -> damages().stream().map(damage -> Arguments.of(shape, damage)));
  }

  @ParameterizedTest
  @MethodSource("shapesAndDamages")
  void costsBytesAndTheResultIsRight(ModelForm shape, Damage damage) throws IOException {
    InterruptedFetch fetch = killed.computeIfAbsent(shape, this::kill).restore();
    String digest = fetch.fixture.published.digestOf(FetchFixture.MODEL);
    damage.partial().to(fetch.fixture.files.partial(digest));
    damage.journal().to(fetch.fixture.files.journal(digest));
    fetch.fixture.checkCached(fetch.fixture.cache());
    assertTrue(fetch.bytes() <= 2 * shape.bytes(), () -> fetch.bytes() + " bytes were sent");
  }

  private InterruptedFetch kill(ModelForm shape) {
    try {
      return new InterruptedFetch(
          Files.createDirectory(temp.resolve(shape.toString())), shape, Fault.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Damage> damages() {
    Deed none = file -> {};
    return List.of(
        new Damage("no damage", none, none),
        new Damage("a torn line", none, DamagedPartialIT::tear),
        new Damage("an empty journal", none, file -> Files.write(file, new byte[0])),
        new Damage("no journal", none, Files::deleteIfExists),
        new Damage("random bytes for a journal", none, file -> Files.write(file, random(4096))),
        new Damage("text for a journal", none, file -> Files.writeString(file, "no\n".repeat(99))),
        new Damage("wrong places in the journal", none, DamagedPartialIT::mixUp),
        new Damage("each line twice", none, DamagedPartialIT::repeat),
        new Damage("a short partial", file -> cutOff(file, 3 * MIB), none),
        new Damage("an empty partial", file -> cutOff(file, 0), none),
        new Damage("no partial", Files::deleteIfExists, none),
        new Damage("zeros at the beginning", file -> overwrite(file, 0), none),
        new Damage("zeros in the middle", file -> overwrite(file, 3 * MIB), none),
        new Damage("zeros at the end", file -> overwrite(file, Files.size(file) - MIB), none),
        new Damage("a long partial", file -> overwrite(file, 20 * MIB), none));
  }

  /** Cuts off the second half of the last line. */
  private static void tear(Path journal) throws IOException {
    if (Files.exists(journal)) {
      cutOff(journal, Math.max(0, Files.size(journal) - 20));
    }
  }

  /** Lets each line speak of bytes that lie elsewhere. */
  private static void mixUp(Path journal) throws IOException {
    if (Files.exists(journal)) {
      String text = Files.readString(journal, StandardCharsets.ISO_8859_1);
      Files.writeString(journal, text.replaceAll("(?m) (\\d+) (\\d+)$", " 1$1 $2"));
    }
  }

  private static void repeat(Path journal) throws IOException {
    if (Files.exists(journal)) {
      Files.writeString(journal, Files.readString(journal).repeat(2));
    }
  }

  private static void cutOff(Path file, long length) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(Math.min(open.length(), length));
    }
  }

  /** Writes a mebibyte of zeros. */
  private static void overwrite(Path file, long at) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      open.write(new byte[MIB]);
    }
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** What is done to the file with the bytes, and to the journal beside it. */
  record Damage(String name, Deed partial, Deed journal) {

    @Override
    public String toString() {
      return name;
    }
  }

  /** Something that is done to a file. */
  interface Deed {
    void to(Path file) throws IOException;
  }
}
