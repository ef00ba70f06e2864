package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.source.FetchRouter;

/** The failures of one fragment, source by source, and the exception that sums them up. */
final class FailureLog {

  /** Sources that are quoted in one message. */
  private static final int MAX_SOURCES = 3;

  private final String subject;
  private final Fragment fragment;
  private final FetchRouter fetchers;
  private final List<Exception> failures = new ArrayList<>();

  /**
   * Nothing has failed yet.
   *
   * @param subject the fragment as messages name it
   * @param fetchers knows which locations need the network
   */
  FailureLog(String subject, Fragment fragment, FetchRouter fetchers) {
    this.subject = subject;
    this.fragment = fragment;
    this.fetchers = fetchers;
  }

  /** A source could not deliver. */
  void add(Fetcher.Failure failure) {
    failures.add(failure);
  }

  /** A source has bytes of another length, in this encoding if it says so. */
  void addWrongLength(
      Location where, LengthMismatch mismatch, Optional<Fetcher.Encoding> encoding) {
    failures.add(
        new ChecksumMismatch(
            where
                + ": expected sha256 "
                + fragment.sha256()
                + " ("
                + mismatch.expected()
                + "), got "
                + mismatch.actual()
                + text(encoding),
            where,
            Optional.empty()));
  }

  /**
   * A source has bytes with another digest.
   *
   * @param actual the digest of what the source has
   * @param looks the length of it, and what it looks like, in words
   * @param encoding what the source says of it
   */
  void addWrongDigest(
      Location where, Sha256 actual, String looks, Optional<Fetcher.Encoding> encoding) {
    String length =
        fragment.size().isPresent() ? " (" + fragment.size().getAsLong() + " bytes)" : "";
    failures.add(
        new ChecksumMismatch(
            where
                + ": expected sha256 "
                + fragment.sha256()
                + length
                + ", got "
                + actual
                + " "
                + looks
                + text(encoding),
            where,
            Optional.of(actual)));
  }

  private static String text(Optional<Fetcher.Encoding> encoding) {
    return encoding
        .map(
            named ->
                "; sent with Content-Encoding: "
                    + named.name()
                    + (named.decodable() ? "" : ", which cannot be decoded"))
        .orElse("");
  }

  /** The last failure in a few words. */
  String last() {
    return failures.isEmpty() ? "mixed bytes" : text(failures.get(failures.size() - 1));
  }

  /** No source is known. */
  CacheException noSource() {
    return new CacheException(
            CacheException.Kind.UNAVAILABLE,
            subject + ": the registry names no source",
            Hint.NAME_SOURCE)
        .retryable(false);
  }

  /** All failures as one exception. */
  CacheException failure() {
    CacheException failure =
        failures.stream()
            .filter(ChecksumMismatch.class::isInstance)
            .map(ChecksumMismatch.class::cast)
            .reduce((former, latter) -> latter)
            .map(this::mismatched)
            .orElseGet(this::unavailable);
    failures.forEach(failure::addSuppressed);
    return failure;
  }

  private CacheException mismatched(ChecksumMismatch mismatch) {
    String wrong = String.valueOf(mismatch.getMessage());
    List<String> others = refusals(failure -> !wrong.startsWith(failure.location() + ":"));
    CacheException failure =
        new CacheException(
                CacheException.Kind.INTEGRITY,
                subject
                    + ": checksum mismatch at "
                    + wrong
                    + (others.isEmpty() ? "" : "; from other sources: " + listed(others))
                    + "; nothing of it was kept",
                Hint.CHOOSE_INTACT_SOURCE)
            .at(mismatch.where)
            .expecting(fragment.sha256());
    return mismatch.actual.map(failure::got).orElse(failure);
  }

  private CacheException unavailable() {
    if (offlineOnly()) {
      List<String> said = refusals(this::isLocal);
      return new CacheException(
          CacheException.Kind.OFFLINE,
          subject
              + ": not in the cache, and the cache is offline"
              + (said.isEmpty() ? "" : "; " + listed(said)),
          Hint.FETCH_ONLINE);
    }
    Map<Location, Fetcher.Reason> last = new LinkedHashMap<>();
    for (Exception each : failures) {
      if (each instanceof Fetcher.Failure failure) {
        last.put(failure.location(), failure.reason());
      }
    }
    CacheException failure =
        unavailable(
                Set.copyOf(last.values()),
                subject + ": no source has it: " + listed(refusals(each -> true)))
            .expecting(fragment.sha256());
    return last.isEmpty() ? failure : failure.at(last.keySet().iterator().next());
  }

  /**
   * No source has the fragment.
   *
   * @param reasons of the last failures of all sources
   */
  private static CacheException unavailable(Set<Fetcher.Reason> reasons, String message) {
    if (reasons.contains(Fetcher.Reason.CLOSED)) {
      return new CacheException(CacheException.Kind.CLOSED, message, Hint.OPEN_AGAIN);
    }
    if (reasons.equals(Set.of(Fetcher.Reason.NOT_FOUND))) {
      return new CacheException(CacheException.Kind.NOT_FOUND, message, Hint.CHECK_SOURCE_ADDRESS);
    }
    return new CacheException(
            CacheException.Kind.UNAVAILABLE,
            message,
            reasons.size() == 1 ? hint(reasons.iterator().next()) : Hint.CHECK_SOURCE)
        .retryable(reasons.stream().anyMatch(Fetcher.Reason::mayPass));
  }

  /** The next step if all sources fail for one reason. */
  private static Hint hint(Fetcher.Reason reason) {
    return switch (reason) {
      case UNTRUSTED -> Hint.TRUST_CERTIFICATE;
      case FORBIDDEN -> Hint.CHECK_CREDENTIALS;
      case UNREACHABLE -> Hint.CHECK_NETWORK;
      case TIMED_OUT -> Hint.EXTEND_TIMEOUT;
      case BUSY, SERVER_ERROR -> Hint.RETRY_SOURCE_LATER;
      case NOT_ALLOWED -> Hint.CHECK_SOURCE_ADDRESS;
      default -> Hint.CHECK_SOURCE;
    };
  }

  private boolean offlineOnly() {
    return fetchers.offline()
        && failures.stream()
            .anyMatch(each -> each instanceof Fetcher.Failure failure && !isLocal(failure));
  }

  private boolean isLocal(Fetcher.Failure failure) {
    return !fetchers.usesNetwork(failure.location());
  }

  /** The last failure of each source, in the order in which the sources were asked. */
  private List<String> refusals(Predicate<Fetcher.Failure> which) {
    Map<Location, String> last = new LinkedHashMap<>();
    for (Exception each : failures) {
      if (each instanceof Fetcher.Failure failure && which.test(failure)) {
        last.put(failure.location(), text(failure));
      }
    }
    return List.copyOf(last.values());
  }

  private static String listed(List<String> said) {
    int more = said.size() - MAX_SOURCES;
    return said.stream().limit(MAX_SOURCES).collect(Collectors.joining(", "))
        + (more > 0 ? ", and " + more + " more" : "");
  }

  private static String text(Exception failure) {
    return failure instanceof Fetcher.Failure refusal
        ? refusal.location() + ": " + refusal.getMessage()
        : String.valueOf(failure.getMessage());
  }

  /** A source has other bytes than the registry says. */
  private static final class ChecksumMismatch extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Location where;
    private final transient Optional<Sha256> actual;

    ChecksumMismatch(String message, Location where, Optional<Sha256> actual) {
      super(message);
      this.where = where;
      this.actual = actual;
    }
  }
}
