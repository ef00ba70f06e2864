package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.Launcher;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** A station that has the models, one that gets them from it when asked, and who asks that one. */
@Execution(ExecutionMode.CONCURRENT)
class ChainIT {

  private static final String MODEL = "m.h5";
  private static final String LABELS = "labels.txt";
  private static final int FRAGMENT = 150_000;
  private static final int FRAGMENTS = 24;
  private static final int BYTES = FRAGMENTS * FRAGMENT;

  @TempDir private Path temp;
  private final ExecutorService clients = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    clients.shutdownNow();
  }

  @Test
  void manyClientsCostOneTransferFromTheFirst() throws Exception {
    SampleRegistry publisher = publisher();
    try (ServerProcess first = first(publisher, "0");
        ServerProcess second = second(first)) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String name = i % 3 == 0 ? MODEL + "_aa" : MODEL;
        String path = i % 4 == 1 ? "/blobs/sha256/" + publisher.digestOf(name) : "/models/" + name;
        all.add(
            clients.submit(
                () -> {
                  RawConnection.Answer answer = second.get(path);
                  assertEquals(200, answer.status(), answer::toString);
                  assertEquals(publisher.digestOf(name), Digests.of(answer.body()));
                  return null;
                }));
      }
      Path home = temp.resolve("client");
      ProgramResult ended = new Launcher(home).run("-r", second.url("/"), "cache");
      assertEquals(Exit.OK, ended.status(), ended::toString);
      for (Future<Void> one : all) {
        one.get();
      }
      Path cache = home.resolve(".local/share/pumaguard/models");
      assertArrayEquals(publisher.bytes(MODEL), Files.readAllBytes(cache.resolve(MODEL)));
      assertArrayEquals(publisher.bytes(LABELS), Files.readAllBytes(cache.resolve(LABELS)));
      // What it asks for at the end of a transfer is counted a moment after it came.
      double whole = BYTES + publisher.bytes(LABELS).length;
      first.await(() -> sent(first) >= whole);
      assertEquals(whole, sent(first));
      assertEquals(whole, second.metric("pumaguard_fetched_bytes_total"));
      assertEquals(
          whole, second.metric("pumaguard_fetched_bytes_total", first.uri().getAuthority()));
    }
  }

  @Test
  void theFirstMayBeKilledAndComeAgainInTheMiddle() throws Exception {
    SampleRegistry publisher = publisher();
    ServerProcess first = first(publisher, "0");
    int port = first.uri().getPort();
    ServerProcess again = first;
    try (ServerProcess second = second(first, "--limit-rate", "1M", "--retries", "20")) {
      Future<RawConnection.Answer> client = clients.submit(() -> second.get("/models/" + MODEL));
      Future<ProgramResult> cli =
          clients.submit(
              () ->
                  new Launcher(temp.resolve("client")).run("-r", second.url("/"), "cache", MODEL));
      second.await(() -> transferred(second) > FRAGMENT);
      // It may not come to its end before the first is gone, however slow this machine is.
      second.signal("STOP");
      first.kill();
      second.signal("CONT");
      // What is in flight still comes: the first stays away until it is missed.
      second.await(() -> second.metric("pumaguard_fetch_retries_total") > 0);
      again = first(publisher, String.valueOf(port));
      RawConnection.Answer answer = client.get();
      assertEquals(200, answer.status(), answer::toString);
      assertEquals(publisher.digestOf(MODEL), Digests.of(answer.body()));
      ProgramResult ended = cli.get();
      assertEquals(Exit.OK, ended.status(), ended::toString);
      assertEquals(BYTES, second.metric("pumaguard_fetched_bytes_total"));
      assertTrue(sent(again) < BYTES, "what came before is not fetched again");
    } finally {
      first.close();
      again.close();
    }
  }

  @Test
  void theSecondMayBeKilledAndGoesOnWhereItWas() throws Exception {
    SampleRegistry publisher = publisher();
    try (ServerProcess first = first(publisher, "0")) {
      try (ServerProcess second = second(first, "--limit-rate", "1M")) {
        Future<RawConnection.Answer> client = clients.submit(() -> second.get("/models/" + MODEL));
        second.await(() -> transferred(second) > BYTES / 2);
        second.kill();
        client.cancel(true);
      }
      try (ServerProcess second = second(first)) {
        RawConnection.Answer answer = second.get("/models/" + MODEL);
        assertEquals(publisher.digestOf(MODEL), Digests.of(answer.body()));
        assertTrue(second.metric("pumaguard_fetched_bytes_total") < BYTES);
      }
    }
  }

  @Test
  void whatTheFirstDoesNotHaveYetIsAProblemAndComesLater() throws Exception {
    SampleRegistry publisher = publisher();
    try (ServerProcess first = first(publisher, "0", "--models", LABELS);
        ServerProcess second = second(first, "--retries", "0")) {
      RawConnection.Answer none = second.get("/models/" + MODEL);
      assertTrue(none.status() == 503 || none.status() == 502, none::toString);
      assertTrue(none.header("Retry-After").isPresent(), none::toString);
      assertEquals("application/problem+json", none.header("Content-Type").orElseThrow());
      assertTrue(String.valueOf(none.json().get("detail")).contains(MODEL), none::toString);
      assertEquals(
          202,
          first.ask("POST", "/api/v1/models/" + MODEL + "/ensure", "Content-Length: 0").status());
      first.await(() -> first.state(MODEL).equals("cached"));
      assertEquals(publisher.digestOf(MODEL), Digests.of(second.get("/models/" + MODEL).body()));
    }
  }

  private SampleRegistry publisher() throws IOException {
    return SampleRegistry.sized(temp.resolve("www"))
        .fragmented(MODEL, FRAGMENTS, FRAGMENT, 1)
        .single(LABELS, 300, 2)
        .write();
  }

  private ServerProcess first(SampleRegistry publisher, String port, String... options) {
    return ServerProcess.start(
            temp.resolve("first"),
            with(options, "--port", port, "-r", publisher.folder().toString()))
        .awaitReady();
  }

  private ServerProcess second(ServerProcess first, String... options) {
    ServerProcess second =
        ServerProcess.start(
            temp.resolve("second"),
            with(options, "-r", first.url("/"), "--models", "none", "--pull-through"));
    second.await(() -> second.get("/model-registry.yaml").status() == 200);
    return second;
  }

  private static String[] with(String[] options, String... own) {
    List<String> all = new ArrayList<>(List.of(own));
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  private static double sent(ServerProcess station) throws IOException {
    return station.metric("pumaguard_http_sent_bytes_total", "/models/{name}\"")
        - station.metric("pumaguard_http_sent_bytes_total", "/api/v1/models/{name}\"");
  }

  private static long transferred(ServerProcess station) throws IOException {
    return station
        .object("/api/v1/models/" + MODEL, "transfer")
        .map(transfer -> Long.parseLong(String.valueOf(transfer.get("bytes"))))
        .orElse(0L);
  }
}
