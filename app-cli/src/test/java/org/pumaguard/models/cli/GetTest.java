package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;

/** One file by address and digest: {@code get}. */
class GetTest {

  private static final byte[] CONTENT = "mountain lion".getBytes(StandardCharsets.UTF_8);
  private static final String DIGEST = Digests.of(CONTENT);

  @TempDir private Path temp;
  private final FaultyServer server = new FaultyServer();
  private Launcher launcher;

  GetTest() throws IOException {}

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    server.publish("/files/detector.h5", CONTENT);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void printsThePathAloneAndReadsNoRegistry() throws IOException {
    String url = server.location("/files/detector.h5").uri().toString();
    Path path = launcher.cache().resolve("detector.h5");
    for (String registry : List.of("/nowhere.yaml", "http://127.0.0.1:1/")) {
      ProgramResult result = launcher.run("-r", registry, "get", url, "--sha256", DIGEST);
      assertEquals(Exit.OK, result.status(), result::toString);
      assertEquals(path + "\n", result.out());
      assertArrayEquals(CONTENT, Files.readAllBytes(path));
    }
    assertEquals(1, server.requests().size());
  }

  @Test
  void aLocalFileIsCopiedUnderItsName() throws IOException {
    Path file = Files.write(temp.resolve("a {name}#1.h5"), CONTENT);
    String digest = DIGEST.toUpperCase(Locale.ROOT);
    ProgramResult result =
        launcher.run("get", file.toString(), "--sha256", digest, "--name", "b.h5", "-o", "json");
    assertEquals(Exit.OK, result.status(), result::toString);
    String path = "\"path\" : \"" + launcher.cache().resolve("b.h5") + "\"";
    assertTrue(result.out().contains(path), result::toString);
    Files.delete(file);
    assertEquals(
        "a {name}#1.h5",
        launcher
            .run("get", file.toUri().toString(), "--sha256", DIGEST)
            .out()
            .strip()
            .replaceFirst(".*/", ""));
  }

  @Test
  void aMismatchNamesBothDigests() {
    String url = server.location("/files/detector.h5").uri().toString();
    String wrong = "ab".repeat(32);
    ProgramResult result = launcher.run("get", url, "--sha256", wrong);
    assertEquals(Exit.INTEGRITY, result.status(), result::toString);
    assertTrue(result.err().contains("expected sha256 " + wrong), result::toString);
    assertTrue(result.err().contains("got " + DIGEST), result::toString);
    assertTrue(result.err().endsWith("; check the address and the digest\n"), result::toString);
    assertEquals("", result.out());
    assertFalse(Files.exists(launcher.cache().resolve("detector.h5")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sha256 12 | USAGE | --sha256: a SHA-256 digest is 64 hex digits",
        "-q | USAGE | --sha256 HEX is missing",
        "--sha265 DIGEST | USAGE | unknown option '--sha265'; did you mean '--sha256'?",
        "--sha256 DIGEST --name a/b | USAGE | --name: a name may not hold a separator",
        "--sha256 DIGEST --retries 0 | UNAVAILABLE | ; check the address",
        "--sha256 DIGEST --offline | OFFLINE | ; run once without --offline"
      },
      quoteCharacter = '"')
  void saysWhatIsWrong(String options, String status, String message) throws Exception {
    String url = server.location("/absent").uri().toString();
    String line = "get " + url + " " + options.replace("DIGEST", DIGEST);
    ProgramResult result = launcher.run(line.split(" ", -1));
    assertEquals(Exit.class.getField(status).getInt(null), result.status(), result::toString);
    assertTrue(result.err().contains(message), result::toString);
    assertFalse(result.err().contains("--source"), result::toString);
    assertEquals("", result.out());
  }
}
