package org.pumaguard.models.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.testkit.RawConnection;
import org.pumaguard.models.testkit.SampleRegistry;

/** Models and fragments by name and by digest, whole and in parts, on conditions; nothing else. */
class MirrorIT {

  private static final String BIG = "big.h5";
  private static final String SMALL = "small.pt";
  private static final int FRAGMENT = 2_500_000;

  @TempDir private static Path temp;
  private static SampleRegistry publisher;
  private static ServerProcess station;

  @BeforeAll
  static void start() throws IOException {
    publisher =
        SampleRegistry.sized(temp.resolve("www"))
            .fragmented(BIG, 3, FRAGMENT, 1)
            .single(SMALL, 1000, 2)
            .write();
    station =
        ServerProcess.start(temp.resolve("home"), "-r", publisher.folder().toString()).awaitReady();
  }

  @AfterAll
  static void stop() {
    station.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {BIG, SMALL, "big.h5_aa", "big.h5_ab", "big.h5_ac"})
  void whatIsCachedIsThereByNameByTagAndByDigest(String name) throws IOException {
    String sha256 = publisher.digestOf(name);
    for (String path :
        new String[] {
          "/models/" + name, "/models/v1.2/" + name, "/blobs/sha256/" + sha256,
        }) {
      RawConnection.Answer whole = station.get(path);
      assertEquals(200, whole.status(), path);
      assertArrayEquals(publisher.bytes(name), whole.body(), path);
      assertEquals(Optional.of('"' + sha256 + '"'), whole.header("ETag"));
      assertEquals(
          Optional.of(
              "sha-256=:"
                  + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256))
                  + ":"),
          whole.header("Repr-Digest"));
      assertEquals(Optional.of("bytes"), whole.header("Accept-Ranges"));
      assertEquals(Optional.of("nosniff"), whole.header("X-Content-Type-Options"));
      assertEquals(Optional.of("application/octet-stream"), whole.header("Content-Type"));
      assertTrue(whole.header("Content-Security-Policy").orElse("").contains("'none'"));
      assertEquals(
          Optional.of(
              path.startsWith("/blobs") ? "public, max-age=31536000, immutable" : "no-cache"),
          whole.header("Cache-Control"));

      RawConnection.Answer head = station.ask("HEAD", path);
      assertEquals(200, head.status());
      for (String header :
          new String[] {"Content-Length", "ETag", "Repr-Digest", "Cache-Control"}) {
        assertEquals(whole.header(header), head.header(header), header);
      }
    }
  }

  @Test
  void digestsAreUnderstoodInAnyCase() throws IOException {
    String upper = publisher.digestOf(SMALL).toUpperCase(Locale.ROOT);
    assertArrayEquals(publisher.bytes(SMALL), station.get("/blobs/sha256/" + upper).body());
  }

  @Test
  void randomRangesOverOneConnectionAreRight() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    String[] names = {BIG, SMALL, "big.h5_aa", "big.h5_ab", "big.h5_ac"};
    try (RawConnection wire = station.connect()) {
      for (int i = 0; i < 300; i++) {
        String name = names[random.nextInt(names.length)];
        byte[] all = publisher.bytes(name);
        int first = random.nextInt(all.length);
        int bound = random.nextBoolean() ? all.length : Math.min(all.length, first + 40_000);
        int last = random.nextInt(first, bound);
        RawConnection.Answer part =
            wire.ask("GET", "/models/" + name, "Range: bytes=" + first + "-" + last);
        assertEquals(206, part.status());
        assertEquals(
            Optional.of("bytes " + first + "-" + last + "/" + all.length),
            part.header("Content-Range"));
        assertTrue(
            Arrays.equals(Arrays.copyOfRange(all, first, last + 1), part.body()),
            () -> name + " " + part);
      }
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    try (RawConnection wire = station.connect()) {
      for (int i = 0; i < 20; i++) {
        wire.send("GET", "/models/" + BIG, "Range: bytes=" + 1000 * i + "-" + (1000 * i + 99_999));
        wire.send("GET", "/models/" + SMALL);
      }
      for (int i = 0; i < 20; i++) {
        assertArrayEquals(
            Arrays.copyOfRange(publisher.bytes(BIG), 1000 * i, 1000 * i + 100_000),
            wire.read(true).body());
        assertArrayEquals(publisher.bytes(SMALL), wire.read(true).body());
      }
    }
  }

  @Test
  void rangesAreTakenAsTheSpecificationSays() throws IOException {
    assertPart("bytes=0-0", 0, 1);
    assertPart("bytes=-5", 995, 1000);
    assertPart("bytes=5-", 5, 1000);
    assertPart("bytes=0-5000", 0, 1000);
    assertPart("bytes=-5000", 0, 1000);
    assertPart("BYTES=2-3", 2, 4);
    assertPart("bytes=999-999", 999, 1000);
    assertPart("bytes=5-99999999999999999999999999", 5, 1000);
    assertPart("bytes=-99999999999999999999999999", 0, 1000);
    assertPart("bytes= 1-2 ", 1, 3);
    for (String none :
        new String[] {
          "bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=99999999999999999999999999-",
        }) {
      RawConnection.Answer answer = station.get("/models/" + SMALL, "Range: " + none);
      assertEquals(416, answer.status(), none);
      assertEquals(Optional.of("bytes */1000"), answer.header("Content-Range"), none);
    }
    for (String whole :
        new String[] {
          "bytes=0-1,5-6", "bytes=5-2", "bytes=-", "bytes=a-b", "bytes", "lines=1-2", "bytes=1-2-3",
          "bytes=+1-2", "bytes=--5", "0-5", "bytes=0x1-2", "=", "bytes=0-1,", "bytes=1 - 2",
        }) {
      RawConnection.Answer answer = station.get("/models/" + SMALL, "Range: " + whole);
      assertEquals(200, answer.status(), whole);
      assertArrayEquals(publisher.bytes(SMALL), answer.body(), whole);
    }
    RawConnection.Answer head = station.ask("HEAD", "/models/" + SMALL, "Range: bytes=0-5");
    assertEquals(200, head.status(), "a range means something for GET only");
    assertEquals(Optional.of("1000"), head.header("Content-Length"));
  }

  private static void assertPart(String range, int from, int to) throws IOException {
    RawConnection.Answer part = station.get("/models/" + SMALL, "Range: " + range);
    assertEquals(206, part.status(), range);
    assertEquals(
        Optional.of("bytes " + from + "-" + (to - 1) + "/1000"), part.header("Content-Range"));
    assertArrayEquals(Arrays.copyOfRange(publisher.bytes(SMALL), from, to), part.body(), range);
  }

  @Test
  void conditionsAreTakenAsTheSpecificationSays() throws IOException {
    String etag = '"' + publisher.digestOf(SMALL) + '"';
    String range = "Range: bytes=1-2";
    assertStatus(206, range, "If-Range: " + etag);
    assertStatus(200, range, "If-Range: W/" + etag);
    assertStatus(200, range, "If-Range: \"other\"");
    assertStatus(200, range, "If-Range: Wed, 21 Oct 2015 07:28:00 GMT");
    assertStatus(200, range, "If-Range: \"a\", " + etag);
    assertStatus(304, "If-None-Match: " + etag);
    assertStatus(304, "If-None-Match: W/" + etag);
    assertStatus(304, "If-None-Match: \"a\", \"b,c\" , " + etag);
    assertStatus(304, "If-None-Match: \"a\"", "If-None-Match: " + etag);
    assertStatus(304, "If-None-Match: *");
    assertStatus(304, range, "If-None-Match: " + etag);
    assertStatus(200, "If-None-Match: \"other\"");
    assertStatus(206, range, "If-None-Match: \"other\"");
    assertStatus(200, "If-Match: " + etag);
    assertStatus(200, "If-Match: *");
    assertStatus(200, "If-Match: \"a\", " + etag);
    assertStatus(412, "If-Match: \"other\"");
    assertStatus(412, "If-Match: W/" + etag);
    assertStatus(412, "If-Match: \"other\"", "If-None-Match: " + etag);
    RawConnection.Answer unchanged = station.get("/models/" + SMALL, "If-None-Match: " + etag);
    assertEquals(Optional.of(etag), unchanged.header("ETag"));
    assertEquals(Optional.of("no-cache"), unchanged.header("Cache-Control"));
    RawConnection.Answer head = station.ask("HEAD", "/models/" + SMALL, "If-None-Match: " + etag);
    assertEquals(304, head.status());
  }

  /** The ETag takes precedence: dates have seconds only. Other forms of dates are understood. */
  @Test
  void datesAreTakenAsTheSpecificationSays() throws IOException {
    String etag = '"' + publisher.digestOf(SMALL) + '"';
    String date = station.get("/models/" + SMALL).header("Last-Modified").orElseThrow();
    ZonedDateTime time = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
    String earlier = DateTimeFormatter.RFC_1123_DATE_TIME.format(time.minusSeconds(1));
    String later = DateTimeFormatter.RFC_1123_DATE_TIME.format(time.plusSeconds(1));
    String old =
        DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US).format(time);
    assertStatus(304, "If-Modified-Since: " + date);
    assertStatus(304, "If-Modified-Since: " + later);
    assertStatus(304, "If-Modified-Since: " + old);
    assertStatus(200, "If-Modified-Since: " + earlier);
    assertStatus(200, "If-Modified-Since: yesterday");
    assertStatus(200, "If-Modified-Since: " + date, "If-Modified-Since: " + date);
    assertStatus(200, "If-Modified-Since: " + date, "If-None-Match: \"other\"");
    assertStatus(304, "If-Modified-Since: " + earlier, "If-None-Match: " + etag);
    assertStatus(200, "If-Unmodified-Since: " + date);
    assertStatus(412, "If-Unmodified-Since: " + earlier);
    assertStatus(200, "If-Unmodified-Since: " + earlier, "If-Match: " + etag);
    assertStatus(412, "If-Unmodified-Since: " + date, "If-Match: \"other\"");
    assertStatus(200, "If-Unmodified-Since: yesterday");
    String range = "Range: bytes=1-2";
    assertStatus(200, range, "If-Range: " + earlier);
    assertStatus(200, range, "If-Range: " + later);
    station.await(
        () -> station.get("/models/" + SMALL, range, "If-Range: " + date).status() == 206);
    assertEquals(
        304, station.ask("HEAD", "/models/" + SMALL, "If-Modified-Since: " + date).status());
    for (String path :
        new String[] {"/models/big.h5_ab", "/blobs/sha256/" + publisher.digestOf(BIG)}) {
      String own = station.get(path).header("Last-Modified").orElseThrow();
      assertEquals(304, station.get(path, "If-Modified-Since: " + own).status(), path);
    }
  }

  private static void assertStatus(int status, String... headers) throws IOException {
    RawConnection.Answer answer = station.get("/models/" + SMALL, headers);
    assertEquals(status, answer.status(), () -> String.join("; ", headers));
    if (status == 200) {
      assertArrayEquals(publisher.bytes(SMALL), answer.body());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/models//",
        "/models/.pumaguard",
        "/models/.pumaguard/",
        "/models/model-registry.json",
        "/models/model-resgistry.json",
        "/models/model-registry.yaml",
        "/models/..",
        "/models/../small.pt",
        "/models/x/../small.pt",
        "/models/%2e%2e",
        "/models/%2e%2e/small.pt/../../x",
        "/models/%2E%2E%2Fsmall.pt",
        "/models/..%2Fmodels%2Fsmall.pt",
        "/models/.%2fsmall.pt",
        "/models/%2fetc%2fpasswd",
        "/models/%2Fetc%2Fpasswd",
        "/models/x/%2Fetc%2Fpasswd",
        "/models/small.pt%00",
        "/models/small.pt%00.txt",
        "/models/small.pt/",
        "/models/small.pt/x",
        "/models/a/b/small.pt",
        "/models/SMALL.PT",
        "/models/small.pt%20",
        "/models/%5c..%5csmall.pt",
        "/models/big.h5_ad",
        "/models/big.h5_",
        "/models/%ff",
        "/models/%c0%ae%c0%ae",
        "/models/%7bname%7d",
        "/models/./small.pt",
        "/models/%2e%2e/small.pt",
        "/blobs/",
        "/blobs/sha256/",
        "/blobs/sha256/..",
        "/blobs/sha256/1234",
        "/blobs/sha256/0000000000000000000000000000000000000000000000000000000000000000",
        "/blobs/md5/d41d8cd98f00b204e9800998ecf8427e",
        "/small.pt",
        "/.pumaguard",
        "/assets/",
        "/assets/../index.html",
        "/assets/%2e%2e%2fversion.properties",
        "/assets/version.properties",
        "/api",
        "/api/v1/",
        "/api/v1/models/../status",
        "/health",
        "/index.html",
        "//etc/passwd",
      })
  void allElseIsNotFoundAndSaidAsAProblem(String path) throws IOException {
    RawConnection.Answer answer = station.get(path);
    assertEquals(404, answer.status(), answer::toString);
    assertEquals(Optional.of("application/problem+json"), answer.header("Content-Type"));
    assertEquals(404, answer.json().get("status"));
    assertFalse(answer.text().contains(temp.toString()), answer::toString);
    assertEquals(Optional.of("nosniff"), answer.header("X-Content-Type-Options"));
    assertTrue(answer.header("Content-Security-Policy").orElse("").contains("'none'"));
  }

  @Test
  void namesMayBeEncodedAndHaveQueries() throws IOException {
    assertArrayEquals(publisher.bytes(SMALL), station.get("/models/%73mall%2Ept").body());
    assertArrayEquals(publisher.bytes(SMALL), station.get("/models/small.pt?raw=1").body());
  }

  @Test
  void refusesOtherMethodsForReads() throws IOException {
    for (String method : new String[] {"PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE"}) {
      RawConnection.Answer answer = station.ask(method, "/models/" + SMALL, "Content-Length: 0");
      assertEquals(405, answer.status(), method);
      assertEquals(Optional.of("GET, HEAD"), answer.header("Allow"));
    }
  }
}
