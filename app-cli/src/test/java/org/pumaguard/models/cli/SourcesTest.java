package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** How the program fares with sources that fail, lie and stall, and when it is interrupted. */
class SourcesTest {

  private static final String MODEL = "m.h5";
  private static final int FRAGMENT_BYTES = 300_000;

  @TempDir private Path temp;
  private Launcher launcher;
  private SampleRegistry published;
  private FaultyServer first;
  private FaultyServer mirror;

  @BeforeEach
  void publish() throws IOException {
    launcher = Inside.launcher(Files.createDirectory(temp.resolve("home")));
    published = new SampleRegistry(temp.resolve("www")).fragmented(MODEL, 3, FRAGMENT_BYTES, 1);
    published.registry();
    first = serve();
    mirror = serve();
  }

  @AfterEach
  void stop() throws IOException {
    first.close();
    mirror.close();
  }

  @Test
  void exitsWithUnavailableAfterTheRetries() {
    first.failAlways("/m.h5_ab", Fault.drop(1000));
    ProgramResult result = cache("--retries", "2", "-s", url(first));
    assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
    assertTrue(result.err().contains("m.h5: fragment m.h5_ab"), result::toString);
    assertEquals(3, requests(first, "/m.h5_ab"), "one try and two further ones");
    assertFalse(Files.exists(launcher.cache().resolve(MODEL)));
  }

  @Test
  void aBrokenTransferGoesOnWhereItEnded() {
    first.failOnce("/m.h5_ab", Fault.drop(200_000));
    ProgramResult result = cache("-s", url(first));
    assertEquals(Exit.OK, result.status(), result::toString);
    checkModel();
    assertTrue(
        first.requests().stream()
            .anyMatch(request -> request.header("Range").equals(Optional.of("bytes=200000-"))),
        () -> first.requests().toString());
    assertEquals(3 * FRAGMENT_BYTES, first.bytesSent());
  }

  @Test
  void finishedFragmentsOfAFailedRunAreNotFetchedAgain() {
    first.failAlways("/m.h5_ac", Fault.status(404));
    assertEquals(Exit.UNAVAILABLE, cache("-j", "1", "-s", url(first)).status());
    assertEquals("partial", state());
    first.failAlways("/m.h5_ac", Fault.NONE);
    int before = first.requests().size();
    ProgramResult result = cache("-s", url(first));
    assertEquals(Exit.OK, result.status(), result::toString);
    checkModel();
    assertEquals(
        List.of("/m.h5_ac"),
        first.requests().subList(before, first.requests().size()).stream()
            .map(FaultyServer.Request::path)
            .toList());
  }

  @Test
  void aSourceThatFailsIsLeftForTheNextAtOnce() {
    first.failAlways("/m.h5_aa", Fault.status(503, "Retry-After: 3600"));
    ProgramResult result = cache("-s", url(first), "-s", url(mirror));
    assertEquals(Exit.OK, result.status(), result::toString);
    checkModel();
    assertEquals(1, requests(mirror, "/m.h5_aa"));
  }

  @Test
  void aSourceThatServesWrongBytesIsLeftForTheNext() {
    for (String fragment : List.of("/m.h5_aa", "/m.h5_ab", "/m.h5_ac")) {
      first.failAlways(fragment, Fault.flip(1234));
    }
    ProgramResult result = cache("-j", "1", "-s", url(first), "-s", url(mirror));
    assertEquals(Exit.OK, result.status(), result::toString);
    checkModel();
    assertEquals(1, first.requests().size(), "after the first lie it is asked no more");
    assertTrue(result.err().contains("switched to 127.0.0.1"), result::toString);
  }

  @Test
  void namesAnErrorPageAndCachesTheOthers() {
    first.change(
        "/m.h5_aa", "<!DOCTYPE html><title>Log in</title>".getBytes(StandardCharsets.UTF_8));
    ProgramResult alone = cache("-s", url(first));
    assertEquals(Exit.INTEGRITY, alone.status(), alone::toString);
    assertTrue(alone.err().contains("it looks like an HTML page"), alone::toString);
    ProgramResult withMirror = cache("-s", url(first), "-s", url(mirror));
    assertEquals(Exit.OK, withMirror.status(), withMirror::toString);
    checkModel();
  }

  @Test
  void fragmentsWithoutAnnouncedLengthsArriveAllTheSame() {
    for (String fragment : List.of("/m.h5_aa", "/m.h5_ab", "/m.h5_ac")) {
      first.failAlways(fragment, Fault.CHUNKED);
    }
    ProgramResult result = cache("-s", url(first));
    assertEquals(Exit.OK, result.status(), result::toString);
    checkModel();
  }

  @Test
  void aStallEndsWithTheTimeOut() {
    first.failAlways("/m.h5_ab", Fault.stall(1000));
    ProgramResult result = cache("--timeout", "0.5", "--retries", "0", "-s", url(first));
    assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
    assertTrue(result.err().contains("read timed out after 0.5 s"), result::toString);
  }

  @Test
  void aSecretInASourceIsNeverShown() {
    String url = url(first).replace("http://", "http://user:passw0rd@");
    ProgramResult result = cache("-v", "-s", url + "?key=s3cret", "--retries", "0");
    assertEquals(Exit.UNAVAILABLE, result.status(), result::toString);
    assertFalse(result.err().contains("s3cret"), result::toString);
    assertFalse(result.err().contains("passw0rd"), result::toString);
  }

  private ProgramResult cache(String... options) {
    return launcher.run(
        Stream.concat(
                Stream.of("-r", published.folder().toString()),
                Stream.concat(Stream.of(options), Stream.of("cache")))
            .toArray(String[]::new));
  }

  private String state() {
    String list = launcher.run("-r", published.folder().toString(), "list").out();
    return list.lines().skip(1).findFirst().orElseThrow().split(" +", -1)[1];
  }

  private void checkModel() {
    String digest = Digests.of(launcher.cache().resolve(MODEL));
    try {
      String registry = Files.readString(published.folder().resolve("model-registry.yaml"));
      assertTrue(registry.endsWith("sha256: " + digest + "\n"), digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FaultyServer serve() throws IOException {
    FaultyServer server = new FaultyServer();
    try (Stream<Path> files = Files.list(published.folder())) {
      for (Path file : files.toList()) {
        server.publish("/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
    return server;
  }

  private static String url(FaultyServer server) {
    return server.location("/").uri().toString();
  }

  private static long requests(FaultyServer server, String path) {
    return server.requests().stream().filter(request -> request.path().equals(path)).count();
  }
}
