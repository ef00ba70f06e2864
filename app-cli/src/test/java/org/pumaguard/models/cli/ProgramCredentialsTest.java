package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.http.ScriptedServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** Who the program is to servers, and that nobody else learns it. */
class ProgramCredentialsTest {

  private static final String MODEL = "m.pt";
  private static final String SECRET = "s3cret";
  private static final String TAG = "\"tag\"";

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;
  private ScriptedServer files;
  private ScriptedServer guarded;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).single(MODEL, 1000, 1);
    published.registry();
    files = new ScriptedServer(asked -> serve(asked));
    guarded =
        new ScriptedServer(
            asked -> {
              if (asked.head().contains("\r\nAuthorization: ")) {
                serve(asked);
              } else {
                asked.send("HTTP/1.1 401 Unauthorized", new byte[0]);
              }
            });
  }

  @AfterEach
  void stop() throws IOException {
    files.close();
    guarded.close();
  }

  @Test
  void withoutCredentialsTheServerRefuses() {
    ProgramResult result = cache(launcher, url(guarded));
    assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
    assertTrue(result.err().contains("401"), result::toString);
  }

  @Test
  void takesCredentialsFromTheUrl() {
    String source = url(guarded).replace("http://", "http://puma:" + SECRET + "@");
    ProgramResult result = cache(launcher, source);
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(List.of(basic("puma:" + SECRET)), guarded.sent("Authorization"));
    assertNoSecret(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "elsewhere"})
  void takesCredentialsFromNetrc(String name) throws IOException {
    Path file = temp.resolve("home").resolve(name.isEmpty() ? ".netrc" : name);
    Files.writeString(file, "machine 127.0.0.1 login puma password " + SECRET + "\n");
    Launcher known = name.isEmpty() ? launcher : launcher.with("NETRC", file.toString());
    ProgramResult result = cache(known, url(guarded));
    Files.delete(file);
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(List.of(basic("puma:" + SECRET)), guarded.sent("Authorization"));
    assertNoSecret(result);
  }

  @Test
  void aMalformedNetrcIsAWarning() throws IOException {
    Path file = temp.resolve("home/.netrc");
    Files.writeString(file, "machine other.example login \"" + SECRET + "\n");
    ProgramResult result = cache(launcher, url(files));
    Files.delete(file);
    assertEquals(Exit.OK, result.status(), result::toString);
    assertTrue(
        result.err().contains("warning: " + file + ": line 1: unterminated quote"),
        result::toString);
    assertNoSecret(result);
  }

  @Test
  void theTokenIsForItsHost() {
    Launcher known =
        launcher.with("PUMAGUARD_TOKEN", SECRET).with("PUMAGUARD_TOKEN_HOST", guarded.authority());
    ProgramResult result = cache(known, url(guarded));
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(List.of("Bearer " + SECRET), guarded.sent("Authorization"));
    assertNoSecret(result);
    assertEquals(Exit.OK, known.run("-r", published.folder().toString(), "clear", "-y").status());
    assertEquals(Exit.OK, cache(known, url(files)).status());
    assertEquals(List.of(), files.sent("Authorization"));
  }

  @ParameterizedTest
  @CsvSource({"s3cret, ", "s3cret, https://s3cret/", "s3cret s3cret, a.example"})
  void exitsWithUsageForATokenWithoutAHost(String token, String host) {
    Launcher known = launcher.with("PUMAGUARD_TOKEN", token);
    if (host != null) {
      known.with("PUMAGUARD_TOKEN_HOST", host);
    }
    ProgramResult result = known.run("list");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertTrue(result.err().contains("PUMAGUARD_TOKEN_HOST"), result::toString);
    assertFalse(result.err().contains(SECRET), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
  }

  @Test
  void sendsNoCredentialsAfterARedirect() throws IOException {
    Path file = temp.resolve("home/.netrc");
    Files.writeString(file, "default login puma password " + SECRET + "\n");
    String signed = url(files) + MODEL + "?X-Amz-Signature=" + SECRET;
    try (ScriptedServer moved = new ScriptedServer(ScriptedServer.redirect(signed))) {
      Launcher known =
          launcher.with("PUMAGUARD_TOKEN", SECRET).with("PUMAGUARD_TOKEN_HOST", "127.0.0.1");
      ProgramResult result = cache(known, url(moved));
      Files.delete(file);
      assertEquals(Exit.OK, result.status(), result::toString);
      assertEquals(List.of("Bearer " + SECRET), moved.sent("Authorization"));
      assertEquals(1, files.heads().size());
      assertEquals(List.of(), files.sent("Authorization"));
      assertNoSecret(result);
    }
  }

  @Test
  void aSignedAddressAfterARedirectIsNotShownWhenItFails() {
    try (ScriptedServer moved =
        new ScriptedServer(
            ScriptedServer.redirect(url(files) + "absent?X-Amz-Signature=" + SECRET))) {
      ProgramResult result = cache(launcher, url(moved));
      assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
      assertTrue(result.err().contains("absent?…"), result::toString);
      assertNoSecret(result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRegistryWithAPasswordIsTheBaseOfItsSources() {
    String registry = url(guarded).replace("http://", "http://puma:" + SECRET + "@");
    ProgramResult result = launcher.run("-v", "-o", "json", "-r", registry, "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertEquals(2, guarded.sent("Authorization").size());
    assertNoSecret(result);

    assertEquals(Exit.OK, launcher.run("-r", registry, "clear", "-y").status());
    ProgramResult again = launcher.run("-v", "-o", "json", "-r", registry, "cache");
    assertEquals(Exit.OK, again.status(), again::toString);
    assertEquals(List.of(TAG), guarded.sent("If-None-Match"), "the copy served");
    assertNoSecret(again);
  }

  @Test
  void anAddressThatIsNoneIsNotShown() {
    ProgramResult result = launcher.run("-r", "https://puma:s3cret@[/", "list");
    assertEquals(Exit.USAGE, result.status(), result::toString);
    assertNoSecret(result);
  }

  private ProgramResult cache(Launcher known, String source) {
    return known.run(
        "-v",
        "--progress",
        "json",
        "-o",
        "json",
        "--retries",
        "0",
        "-r",
        published.folder().toString(),
        "-s",
        source,
        "cache");
  }

  private void serve(ScriptedServer.Client asked) throws IOException {
    String path = asked.head().split("[ ?]", 3)[1];
    Path file = published.folder().resolve(path.substring(1));
    if (asked.head().contains("\r\nIf-None-Match: " + TAG)) {
      asked.send("HTTP/1.1 304 Not Modified", new byte[0]);
    } else if (Files.isRegularFile(file)) {
      asked.send("HTTP/1.1 200 OK\r\nETag: " + TAG, Files.readAllBytes(file));
    } else {
      asked.send("HTTP/1.1 404 Not Found", new byte[0]);
    }
  }

  /** Neither in what the program says nor in anything that it leaves on the disk. */
  private void assertNoSecret(ProgramResult result) {
    assertFalse(result.out().contains(SECRET), result::toString);
    assertFalse(result.err().contains(SECRET), result::toString);
    try (Stream<Path> left = Files.walk(temp.resolve("home"))) {
      for (Path file : left.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains(SECRET), file::toString);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String url(ScriptedServer server) {
    return server.location("/").uri().toString();
  }

  private static String basic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }
}
