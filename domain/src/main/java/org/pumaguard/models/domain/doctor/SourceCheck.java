package org.pumaguard.models.domain.doctor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.ContentSniffer;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.source.FetchRouter;

/**
 * Checks whether a source serves a fragment, without fetching the fragment.
 *
 * @param model a model that the source serves
 * @param clock of this machine, which is compared with that of the source
 */
record SourceCheck(FetchRouter fetchers, SourceLocation source, Model model, Clock clock) {

  private static final String CHECK = "source";

  /** The result, and one of the clock if that differs from the source's. */
  List<CheckResult> run(Cancellation cancellation) {
    Fragment fragment =
        model.publication().fragmentsOrWhole().stream()
            .min(Comparator.comparingLong(each -> each.size().orElse(Long.MAX_VALUE)))
            .orElseThrow();
    Location location = source.locate(fragment.name(), model.name(), fragment.sha256());
    if (fetchers.offline() && fetchers.usesNetwork(location)) {
      return List.of(new CheckResult.Skipped(CHECK, source.toString(), "offline"));
    }
    try {
      Fetcher.Route route = fetchers.inspect(location, cancellation);
      List<CheckResult> results = new ArrayList<>(List.of(checkResponse(fragment, route)));
      ClockCheck now = new ClockCheck(clock.instant());
      route
          .network()
          .time()
          .flatMap(time -> now.compare(source.toString(), time))
          .ifPresent(results::add);
      return results;
    } catch (Fetcher.Failure e) {
      return List.of(
          problem(CacheException.Kind.UNAVAILABLE, detail(e, location), hint(e.reason())));
    }
  }

  private CheckResult checkResponse(Fragment fragment, Fetcher.Route route) {
    byte[] beginning = new byte[route.beginning().remaining()];
    route.beginning().duplicate().get(beginning);
    Optional<String> substitute = ContentSniffer.ofSubstitute(beginning);
    if (substitute.isPresent()) {
      return problem(
          CacheException.Kind.INTEGRITY,
          fragment.name() + " looks like " + substitute.get(),
          Hint.CHECK_LOGIN);
    }
    if (fragment.size().isPresent()
        && route.total().isPresent()
        && fragment.size().getAsLong() != route.total().getAsLong()) {
      return problem(
          CacheException.Kind.INTEGRITY,
          fragment.name()
              + " has "
              + route.total().getAsLong()
              + " bytes, but "
              + fragment.size().getAsLong()
              + " in the registry",
          Hint.REPORT_SOURCE);
    }
    return new CheckResult.Ok(CHECK, source.toString(), String.join("; ", facts(fragment, route)));
  }

  private static List<String> facts(Fragment fragment, Fetcher.Route route) {
    List<String> facts = new ArrayList<>();
    facts.add(
        "has "
            + fragment.name()
            + (route.total().isPresent() ? ", " + route.total().getAsLong() + " bytes" : ""));
    route.hops().stream().skip(1).forEach(hop -> facts.add("redirects to " + hop));
    route.network().proxy().ifPresent(proxy -> facts.add("through the proxy " + proxy));
    route.network().issuer().ifPresent(issuer -> facts.add("certificate issued by " + issuer));
    String host = String.valueOf(route.hops().get(0).uri().getHost());
    route.network().silent().forEach(silent -> facts.add(fact(silent, host)));
    return facts;
  }

  /** Names the host, unless it is that of the source. */
  private static String fact(Fetcher.SilentFamily silent, String host) {
    return silent.name()
        + (silent.host().equalsIgnoreCase(host) ? "" : " of " + silent.host())
        + " does not answer ("
        + silent.address()
        + ": "
        + silent.cause()
        + "); connections fall back to "
        + silent.used();
  }

  private CheckResult problem(CacheException.Kind kind, String detail, Hint hint) {
    return new CheckResult.Problem(CHECK, source.toString(), kind, detail, hint);
  }

  /** Names the location, unless the failure is that of the source's host. */
  private static String detail(Fetcher.Failure failure, Location requested) {
    boolean isHostFailure =
        switch (failure.reason()) {
          case UNREACHABLE, UNTRUSTED, TIMED_OUT, NOT_ALLOWED, CLOSED -> true;
          case NOT_FOUND,
              FORBIDDEN,
              REFUSED,
              RANGE_REFUSED,
              BUSY,
              SERVER_ERROR,
              BROKEN,
              DIRECTORY ->
              false;
        };
    return isHostFailure && failure.location().equals(requested)
        ? String.valueOf(failure.getMessage())
        : failure.location() + ": " + failure.getMessage();
  }

  private static Hint hint(Fetcher.Reason reason) {
    return switch (reason) {
      case UNREACHABLE -> Hint.CHECK_NETWORK;
      case TIMED_OUT -> Hint.EXTEND_TIMEOUT;
      case UNTRUSTED -> Hint.TRUST_CERTIFICATE;
      case FORBIDDEN -> Hint.CHECK_CREDENTIALS;
      case BUSY, SERVER_ERROR, BROKEN -> Hint.RETRY_SOURCE_LATER;
      case NOT_FOUND, DIRECTORY, REFUSED, RANGE_REFUSED, NOT_ALLOWED -> Hint.CHECK_SOURCE_ADDRESS;
      case CLOSED -> Hint.OPEN_AGAIN;
    };
  }
}
