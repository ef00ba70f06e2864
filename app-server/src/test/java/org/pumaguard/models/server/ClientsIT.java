package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.SampleRegistry;

/** Those who have the server as their source: PumaGuard's Python, the command line, curl. */
class ClientsIT {

  private static final String MODEL = "two_models_gpu.h5";
  private static final int FRAGMENT = 1_500_000;

  /** What PumaGuard's own code does: each piece by name, its digest, all together, their digest. */
  private static final String PYTHON =
      """
      import hashlib, sys, urllib.request
      base, target, whole, *pieces = sys.argv[1:]
      total = hashlib.sha256()
      with open(target, 'wb') as out:
          for piece in pieces:
              name, expected = piece.split('=')
              with urllib.request.urlopen(base + '/' + name) as answer:
                  own = hashlib.sha256()
                  while chunk := answer.read(8192):
                      own.update(chunk)
                      total.update(chunk)
                      out.write(chunk)
              if own.hexdigest() != expected:
                  sys.exit(name + ' has the wrong digest')
      if total.hexdigest() != whole:
          sys.exit('the whole has the wrong digest')
      """;

  @TempDir private static Path temp;
  @TempDir private Path home;
  private static SampleRegistry publisher;
  private static ServerProcess station;

  @BeforeAll
  static void start() throws IOException {
    publisher =
        SampleRegistry.sized(temp.resolve("www"))
            .fragmented(MODEL, 4, FRAGMENT, 1)
            .single("labels.txt", 300, 2)
            .write();
    station = ServerProcess.start(temp.resolve("home"), "-r", publisher.folder().toString());
    station.awaitReady();
  }

  @AfterAll
  static void stop() {
    station.close();
  }

  @Test
  void pythonGetsFragmentsOneByOneWithAndWithoutATag() throws IOException {
    for (String base : new String[] {"/models", "/models/v1.0"}) {
      Path target = home.resolve("model");
      String[] pieces = new String[4];
      for (int i = 0; i < pieces.length; i++) {
        String name = MODEL + "_a" + (char) ('a' + i);
        pieces[i] = name + "=" + publisher.digestOf(name);
      }
      String[] arguments = {
        "-c", PYTHON, station.url(base), target.toString(), publisher.digestOf(MODEL)
      };
      String[] all = Arrays.copyOf(arguments, arguments.length + pieces.length);
      System.arraycopy(pieces, 0, all, arguments.length, pieces.length);
      ProgramResult ended = new ProcessRunner(home).run("python3", List.of(all));
      assertEquals(Exit.OK, ended.status(), ended::toString);
      assertArrayEquals(publisher.bytes(MODEL), Files.readAllBytes(target));
    }
  }

  @Test
  void theCommandLineTakesTheServerAsItsSourceByName() throws IOException {
    cached("-r", publisher.registry().toString(), "-s", station.url("/models/"));
  }

  @Test
  void theCommandLineTakesTheServerAsItsSourceByDigest() throws IOException {
    cached("-r", publisher.registry().toString(), "-s", station.url("/blobs/sha256/") + "{sha256}");
  }

  @Test
  void theCommandLineTakesTheServerAsItsRegistry() throws IOException {
    ProgramResult ended = cached("-r", station.url("/"));
    assertTrue(ended.out().contains(MODEL), ended::toString);
    ProgramResult again = cached("-r", station.url("/model-registry.yaml"));
    assertTrue(again.out().contains("labels.txt"), again::toString);
    ProgramResult doctor = new Launcher(home).run("-r", station.url("/"), "doctor");
    assertEquals(Exit.OK, doctor.status(), doctor::toString);
  }

  private ProgramResult cached(String... options) throws IOException {
    String[] arguments = Arrays.copyOf(options, options.length + 1);
    arguments[options.length] = "cache";
    ProgramResult ended = new Launcher(home).run(arguments);
    assertEquals(Exit.OK, ended.status(), ended::toString);
    Path cache = home.resolve(".local/share/pumaguard/models");
    assertArrayEquals(publisher.bytes(MODEL), Files.readAllBytes(cache.resolve(MODEL)));
    assertArrayEquals(
        publisher.bytes("labels.txt"), Files.readAllBytes(cache.resolve("labels.txt")));
    return ended;
  }

  @Test
  void curlGetsPartsAndGoesOnWhereItStopped() throws IOException {
    Path target = home.resolve("part");
    String url = station.url("/models/" + MODEL);
    curl("-r", "1000000-3000000", "-o", target.toString(), url);
    assertArrayEquals(
        Arrays.copyOfRange(publisher.bytes(MODEL), 1_000_000, 3_000_001),
        Files.readAllBytes(target));
    curl("-r", "0-2000000", "-o", target.toString(), url);
    curl("-C", "-", "-o", target.toString(), url);
    assertArrayEquals(publisher.bytes(MODEL), Files.readAllBytes(target));
  }

  @Test
  void curlKeepsTheTagAndTheNameThatTheServerTells() throws IOException {
    String url = station.url("/blobs/sha256/" + publisher.digestOf("labels.txt"));
    Path etag = home.resolve("etag");
    Path target = home.resolve("labels");
    curl("--etag-save", etag.toString(), "-o", target.toString(), url);
    Files.delete(target);
    curl("--etag-compare", etag.toString(), "-o", target.toString(), url);
    assertTrue(Files.notExists(target) || Files.size(target) == 0, "nothing is sent twice");
    curl("-O", "-J", "--output-dir", home.toString(), station.url("/models/labels.txt"));
    assertArrayEquals(
        publisher.bytes("labels.txt"), Files.readAllBytes(home.resolve("labels.txt")));
  }

  private void curl(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "-sS";
    all[1] = "--fail";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    ProgramResult ended = new ProcessRunner(home).run("curl", List.of(all));
    assertEquals(Exit.OK, ended.status(), ended::toString);
  }
}
