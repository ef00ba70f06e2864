package org.pumaguard.models.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pumaguard.models.http.Fault;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.ProgressEvents;
import org.pumaguard.models.testkit.SampleRegistry;

/** Sources that send other bytes than those of the registry: one fragment of three is hit. */
@Execution(ExecutionMode.CONCURRENT)
class LyingServersTest {

  private static final int FRAGMENT_BYTES = 100_000;
  private static final String HIT = FetchFixture.path('b');

  @TempDir private Path temp;
  private FetchFixture fixture;

  @BeforeEach
  void publish() throws IOException {
    fixture = FetchFixture.ofFragments(temp, FRAGMENT_BYTES);
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
  }

  static Stream<Lie> lies() {
    return Stream.of(
        new Lie("a wrong byte", Fault.flip(12_345), "(100000 bytes)"),
        new Lie("a wrong byte, without a length", spoilt(Fault.CHUNKED), "(100000 bytes)"),
        new Lie("a wrong byte, at a slow pace", spoilt(Fault.rate(500_000)), "(100000 bytes)"),
        new Lie("announced too short", Fault.lengthOff(-10), "(99990 bytes)"),
        new Lie("truncated", Fault.truncate(70_000), "(70000 bytes)"),
        new Lie("empty", Fault.truncate(0), "it looks like an empty file"),
        new Lie("a login page", Fault.LOGIN_PAGE, "it looks like an HTML page"),
        new Lie("a JSON error", text("{\"error\": \"no\"}"), "it looks like a JSON document"),
        new Lie("a pointer", text("version https://git-lfs.github.com/spec/v1\n"), "Git LFS"),
        new Lie("gzip", text("\u001f\u008b\b..."), "it looks like gzip-compressed data"));
  }

  private static Fault spoilt(Fault fault) {
    return fault.with(Fault.flip(12_345));
  }

  private static Fault text(String text) {
    return Fault.content(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void exitsWithIntegrityAndBothDigests(Lie lie) {
    fixture.first.failAlways(HIT, lie.fault());
    ProgramResult result = fixture.cache();
    fixture.checkRefused(Exit.INTEGRITY, lie.words(), result);
    assertTrue(result.err().contains(fixture.published.digestOf("m.h5_ab")), result::toString);
    assertTrue(result.err().contains(fixture.first.location(HIT).toString()), result::toString);
    assertEquals(
        List.of(FetchFixture.MODEL), ProgressEvents.of(result).named("failed").values("model"));
    assertTrue(fixture.first.requests(HIT).size() <= 2, "it may have been spoilt on the way, once");
    assertTrue(fixture.first.bytesSent() <= 4 * FRAGMENT_BYTES);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void saysNoLessWhereSizesAreKnown(Lie lie) throws IOException {
    try (FetchFixture sized = sized()) {
      sized.first.failAlways(HIT, lie.fault());
      ProgramResult result = sized.cache();
      String words = lie.words().replaceAll("[()]", "");
      sized.checkRefused(Exit.INTEGRITY, words, result);
      String expected =
          "expected sha256 " + sized.published.digestOf("m.h5_ab") + " (100000 bytes)";
      assertTrue(
          result.err().contains(sized.first.location(HIT) + ": " + expected), result::toString);
      sized.checkCached(sized.cacheFromBoth());
    }
  }

  @Test
  void saysTheDigestOfWhatIsSmallAndWhereARedirectHasLed() throws IOException {
    try (FetchFixture sized = sized()) {
      byte[] page = "<html>no</html>".getBytes(StandardCharsets.US_ASCII);
      sized.mirror.publish("/page", page);
      String target = sized.mirror.location("/page").uri().toString();
      sized.first.failAlways(HIT, Fault.redirect(302, target));
      sized.checkRefused(
          Exit.INTEGRITY,
          "got sha256 " + Digests.of(page) + " (15 bytes); it looks like an HTML page",
          sized.cache());
    }
  }

  @Test
  void aShorterBodyThatEndsAsItShouldIsAWrongLength() throws IOException {
    try (FetchFixture sized = sized()) {
      sized.first.failAlways(HIT, Fault.CHUNKED.with(Fault.truncate(70_000)));
      sized.checkRefused(Exit.INTEGRITY, "(70000 bytes)", sized.cache());
      ProgramResult result = sized.cacheFromBoth("-j", "1");
      sized.checkCached(result);
      assertEquals(
          List.of(FetchFixture.url(sized.mirror)),
          ProgressEvents.of(result)
              .named("source-switched")
              .where("fragment", "m.h5_ab")
              .values("source"));
    }
  }

  @Test
  void aLoginPageInsteadOfTheRestCostsNothingThatIsThere() throws IOException {
    try (FetchFixture sized = sized()) {
      sized.first.failOnce(HIT, Fault.drop(70_000));
      sized.first.failAlways(HIT, Fault.LOGIN_PAGE);
      sized.checkRefused(Exit.INTEGRITY, "it looks like an HTML page", sized.cache());
      long sent = sized.first.bytesSent(HIT);
      sized.first.heal();
      sized.checkCached(sized.cache());
      assertEquals(FRAGMENT_BYTES - 70_000, sized.first.bytesSent(HIT) - sent);
    }
  }

  @Test
  void aShorterBodyThatBreaksOffIsNone() throws IOException {
    try (FetchFixture sized = sized()) {
      sized.first.failOnce(HIT, Fault.CHUNKED.with(Fault.drop(70_000)));
      ProgramResult result = sized.cacheFromBoth("-j", "1");
      sized.checkCached(result);
      assertTrue(!result.err().contains("wrong bytes"), result::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("lies")
  void costsOneMoreTryWhenItPasses(Lie lie) throws IOException {
    fixture.first.failOnce(HIT, lie.fault());
    ProgramResult result = fixture.cache();
    fixture.checkCached(result);
    assertEquals(
        List.of("m.h5_ab"),
        ProgressEvents.of(result).named("retry").values("fragment"),
        result::toString);
    assertEquals(2, fixture.first.requests(HIT).size());
    assertEquals(1, fixture.first.requests(FetchFixture.path('a')).size());
    // Without sizes, one that lies about a length moves what lies behind.
    assertTrue(fixture.first.requests(FetchFixture.path('c')).size() <= 2);
  }

  @Test
  void keepsTheOnlySourceThatRecovers() throws IOException {
    fixture.first.failOnce(HIT, Fault.flip(7));
    ProgramResult result = fixture.cache("-o", "json");
    fixture.checkCached(result);
    assertFalse((result.out() + result.err()).contains("other sources"), result::toString);
    assertFalse(result.out().contains("setAside"), result::toString);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void costsNoOtherFragmentWhereSizesAreKnown(Lie lie) throws IOException {
    try (FetchFixture sized = sized()) {
      sized.first.failOnce(HIT, lie.fault());
      sized.checkCached(sized.cache());
      assertEquals(2, sized.first.requests(HIT).size());
      assertEquals(4, sized.first.requests().size());
    }
  }

  @ParameterizedTest
  @MethodSource("lies")
  void excludesTheSourceIfThereIsAnother(Lie lie) throws IOException {
    fixture.first.failAlways(HIT, lie.fault());
    ProgramResult result = fixture.cacheFromBoth("-j", "1");
    fixture.checkCached(result);
    ProgressEvents switches =
        ProgressEvents.of(result).named("source-switched").where("fragment", "m.h5_ab");
    assertEquals(
        List.of(FetchFixture.url(fixture.mirror)), switches.values("source"), result::toString);
    assertEquals(1, fixture.first.requests(HIT).size());
    assertEquals(1, fixture.mirror.requests(HIT).size());
    assertTrue(
        fixture.mirror.requests(FetchFixture.path('a')).isEmpty(),
        "what is had is not fetched again");
    assertTrue(fixture.first.requests(FetchFixture.path('c')).isEmpty(), "a liar is asked no more");
    assertEquals(1, fixture.mirror.requests(FetchFixture.path('c')).size());
  }

  @Test
  void excludesALyingSourceForAllModels() throws IOException {
    SampleRegistry two =
        new SampleRegistry(temp.resolve("two")).single("a.pt", 5000, 5).single("b.pt", 5000, 6);
    two.registry();
    SampleRegistry.serve(two.folder(), fixture.first, fixture.mirror);
    fixture.first.failAlways("/a.pt", Fault.flip(7));
    ProgramResult result =
        fixture.launcher.run(
            "-r",
            two.folder().toString(),
            "-s",
            FetchFixture.url(fixture.first),
            "-s",
            FetchFixture.url(fixture.mirror),
            "-j",
            "1",
            "cache");
    assertEquals(Exit.OK, result.status(), result::toString);
    assertTrue(fixture.first.requests("/b.pt").isEmpty(), result::toString);
    assertEquals(two.digestOf("b.pt"), Digests.of(fixture.launcher.cache().resolve("b.pt")));
  }

  @Test
  void exitsWithIntegrityIfAllSourcesAreWrong() {
    fixture.first.failAlways(HIT, Fault.flip(1));
    fixture.mirror.failAlways(HIT, Fault.flip(2));
    ProgramResult result = fixture.cacheFromBoth();
    fixture.checkRefused(Exit.INTEGRITY, fixture.published.digestOf("m.h5_ab"), result);
    assertFalse(fixture.first.requests(HIT).isEmpty());
    assertFalse(fixture.mirror.requests(HIT).isEmpty());
  }

  @Test
  void aGoodVersionIsNotLostToALyingSource() throws IOException {
    fixture.checkCached(fixture.cache());
    Path model = fixture.launcher.cache().resolve(FetchFixture.MODEL);
    String former = Digests.of(model);
    SampleRegistry next =
        new SampleRegistry(temp.resolve("next")).fragmented(FetchFixture.MODEL, 3, 100_000, 50);
    next.registry();
    SampleRegistry.serve(next.folder(), fixture.first);
    fixture.first.failAlways(HIT, Fault.flip(3));
    ProgramResult result =
        fixture.launcher.run(
            "-r",
            next.folder().toString(),
            "-s",
            FetchFixture.url(fixture.first),
            "--retries",
            "1",
            "cache");
    assertEquals(Exit.INTEGRITY, result.status(), result::toString);
    assertEquals(former, Digests.of(model));
  }

  @Test
  void aBodyThatDoesNotEndIsEndedWhereTheSizeIsKnown() throws IOException {
    try (FetchFixture sized = sized()) {
      sized.first.failAlways(HIT, Fault.ENDLESS.with(Fault.rate(10_000_000)));
      sized.checkRefused(Exit.INTEGRITY, "100000 bytes", sized.cache());
      assertTrue(sized.first.bytesSent() < 50_000_000, () -> "" + sized.first.bytesSent());
      sized.checkCached(sized.cacheFromBoth());
    }
  }

  private FetchFixture sized() throws IOException {
    return new FetchFixture(
        temp.resolve("another"),
        SampleRegistry.sized(temp.resolve("sized"))
            .fragmented(FetchFixture.MODEL, 3, FRAGMENT_BYTES, 1));
  }

  /**
   * A way to send other bytes.
   *
   * @param words that the error line has in it
   */
  record Lie(String name, Fault fault, String words) {

    @Override
    public String toString() {
      return name;
    }
  }
}
