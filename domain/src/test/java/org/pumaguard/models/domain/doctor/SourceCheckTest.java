package org.pumaguard.models.domain.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.source.FetchRouter;

class SourceCheckTest {

  private static final Sha256 DIGEST = Sha256.parse("ab".repeat(32));
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final SourceLocation SOURCE =
      new SourceLocation("web://me:secret@host/f?k=secret");
  private static final Location ASKED = at("web://me:secret@host/f/m_ab?k=secret");

  private final Web web = new Web();

  @Test
  void asksForTheSmallestFragmentAndTellsTheWay() {
    web.route =
        new Fetcher.Route(
            List.of(ASKED, at("web://you:secret@cdn/1"), at("web://cdn/2?k=secret")),
            OptionalLong.of(2),
            ByteBuffer.allocate(0),
            new Fetcher.Network(
                Optional.of("web://proxy:3128"),
                Optional.of("CN=R3"),
                Optional.of(NOW),
                List.of()));
    assertEquals(
        new CheckResult.Ok(
            "source",
            "web://host/f?…",
            "has m_ab, 2 bytes; redirects to web://cdn/1; redirects to web://cdn/2?…; through the"
                + " proxy web://proxy:3128; certificate issued by CN=R3"),
        diagnosis(false));
    assertEquals(List.of(ASKED), web.asked);
  }

  @Test
  void namesTheFamiliesThatDoNotAnswer() {
    web.route =
        through(
            Optional.empty(),
            new Fetcher.SilentFamily("host", "IPv6", "2001:db8::1", "timed out", "IPv4"),
            new Fetcher.SilentFamily("cdn", "IPv4", "192.0.2.1", "connection refused", "IPv6"));
    CheckResult result = diagnosis(false);
    assertEquals(CheckResult.Status.OK, result.status());
    assertEquals(
        "has m_ab, 2 bytes;"
            + " IPv6 does not answer (2001:db8::1: timed out); connections fall back to IPv4;"
            + " IPv4 of cdn does not answer (192.0.2.1: connection refused); connections fall back"
            + " to IPv6",
        result.detail());
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void aClockThatDiffersByAtMostFiveMinutesIsNoProblem(long seconds) {
    web.route = through(Optional.of(NOW.plusSeconds(seconds)));
    assertEquals(CheckResult.Status.OK, diagnosis(false).status());
  }

  @ParameterizedTest
  @CsvSource({"301, 2026-11-30T12:05:01Z", "-301, 2026-11-30T11:54:59Z"})
  void aClockThatDiffersMoreIsAProblemBesideTheSource(long seconds, String shown) {
    web.route = through(Optional.of(NOW.plusSeconds(seconds)));
    List<CheckResult> results = results(false);
    assertEquals(CheckResult.Status.OK, results.get(0).status());
    assertEquals(
        List.of(
            new CheckResult.Problem(
                "clock",
                "web://host/f?…",
                CacheException.Kind.UNAVAILABLE,
                "this machine's clock shows 2026-11-30T12:00:00Z, the server's " + shown,
                Hint.SET_CLOCK)),
        results.subList(1, results.size()));
  }

  @Test
  void aLengthThatIsNotAnnouncedIsNoProblem() {
    assertEquals("has m_ab", diagnosis(false).detail());
  }

  @Test
  void anotherLengthThanTheRegistrysIsAMatterOfIntegrity() {
    web.route =
        new Fetcher.Route(
            List.of(ASKED), OptionalLong.of(3), ByteBuffer.allocate(0), Fetcher.Network.UNKNOWN);
    CheckResult diagnosis = diagnosis(false);
    assertEquals("m_ab has 3 bytes, but 2 in the registry", diagnosis.detail());
    assertEquals(CacheException.Kind.INTEGRITY, kind(diagnosis));
  }

  @Test
  void offlineItIsNotAsked() {
    assertEquals(new CheckResult.Skipped("source", "web://host/f?…", "offline"), diagnosis(true));
    assertEquals(List.of(), web.asked);
  }

  @ParameterizedTest
  @EnumSource(Fetcher.Reason.class)
  void everyFailureIsUnavailableWithANextStep(Fetcher.Reason reason) {
    CheckResult diagnosis = failing(reason, ASKED);
    assertEquals(CheckResult.Status.PROBLEM, diagnosis.status());
    assertEquals(CacheException.Kind.UNAVAILABLE, kind(diagnosis));
    assertNotEquals(Hint.NONE, diagnosis.hint());
  }

  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, web://host/f/m_ab, what happened",
    "UNREACHABLE, web://cdn/2, web://cdn/2: what happened",
    "NOT_FOUND, web://host/f/m_ab, web://host/f/m_ab: what happened",
    "NOT_FOUND, web://cdn/2?k=secret, web://cdn/2?…: what happened"
  })
  void namesThePlaceWhereTheSourceDoesNotSayIt(Fetcher.Reason reason, String place, String detail) {
    boolean isAsked = place.equals("web://host/f/m_ab") && reason == Fetcher.Reason.UNREACHABLE;
    assertEquals(detail, failing(reason, isAsked ? ASKED : at(place)).detail());
  }

  private CheckResult failing(Fetcher.Reason reason, Location location) {
    web.failure =
        Optional.of(new Fetcher.Failure(reason, location, "what happened", Optional.empty()));
    return diagnosis(false);
  }

  private CheckResult diagnosis(boolean offline) {
    List<CheckResult> results = results(offline);
    assertEquals(1, results.size(), results::toString);
    return results.get(0);
  }

  private List<CheckResult> results(boolean offline) {
    return new SourceCheck(
            new FetchRouter(List.of(web), offline),
            SOURCE,
            model(),
            Clock.fixed(NOW, ZoneOffset.UTC))
        .run(new Cancellation());
  }

  private static Fetcher.Route through(Optional<Instant> time, Fetcher.SilentFamily... silent) {
    return new Fetcher.Route(
        List.of(ASKED),
        OptionalLong.of(2),
        ByteBuffer.allocate(0),
        new Fetcher.Network(Optional.empty(), Optional.empty(), time, List.of(silent)));
  }

  private static CacheException.Kind kind(CheckResult diagnosis) {
    return diagnosis.failure().orElseThrow();
  }

  private static Model model() {
    List<Fragment> fragments =
        List.of(
            new Fragment(FileName.parse("m_aa"), DIGEST, OptionalLong.of(5)),
            new Fragment(FileName.parse("m_ab"), DIGEST, OptionalLong.of(2)),
            new Fragment(FileName.parse("m_ac"), DIGEST, OptionalLong.empty()));
    return new Model(
        ModelName.parse("m"),
        DIGEST,
        OptionalLong.empty(),
        new Publication(
            FileName.parse("m"), DIGEST, OptionalLong.empty(), fragments, Optional.empty()),
        Model.About.NOTHING,
        List.of(),
        Optional.empty());
  }

  private static Location at(String uri) {
    return new Location(URI.create(uri));
  }

  /** A fetcher that only tells ways. */
  private static final class Web implements Fetcher {

    private final List<Location> asked = new ArrayList<>();
    private Optional<Failure> failure = Optional.empty();
    private Route route =
        new Route(
            List.of(ASKED), OptionalLong.empty(), ByteBuffer.allocate(0), Fetcher.Network.UNKNOWN);

    @Override
    public Set<String> schemes() {
      return Set.of("web");
    }

    @Override
    public boolean usesNetwork() {
      return true;
    }

    @Override
    public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation) {
      throw new AssertionError("no byte is to be fetched");
    }

    @Override
    public Route inspect(Location location, Cancellation cancellation) throws Failure {
      asked.add(location);
      if (failure.isPresent()) {
        throw failure.get();
      }
      return route;
    }
  }
}
