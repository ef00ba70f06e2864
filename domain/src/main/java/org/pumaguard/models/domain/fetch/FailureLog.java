package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Fetcher;

/** What went wrong with one fragment, source by source, and what is to be said of it in the end. */
final class FailureLog {

  /** So many sources are quoted in one message. */
  private static final int MOST_SOURCES = 3;

  private final DownloadContext assembly;
  private final Fragment fragment;
  private final List<Exception> all = new ArrayList<>();
  private Optional<Exception> mismatch = Optional.empty();

  FailureLog(DownloadContext assembly, Fragment fragment) {
    this.assembly = assembly;
    this.fragment = fragment;
  }

  /** A source could not deliver. */
  void add(Fetcher.Failure failure) {
    all.add(failure);
  }

  /** A source has bytes of another length than it should. */
  void addWrongLength(Location where, LengthMismatch wrong) {
    addMismatch(
        new IOException(
            where
                + ": expected sha256 "
                + fragment.sha256()
                + " ("
                + wrong.expected()
                + "), got "
                + wrong.actual()));
  }

  /** A source has other bytes than it should. */
  void addWrongDigest(Location where, Sha256 actual, IncomingFragment arrival) {
    String length =
        fragment.size().isPresent() ? " (" + fragment.size().getAsLong() + " bytes)" : "";
    String appearance =
        arrival.digest().appearance().map(looks -> "; it looks like " + looks).orElse("");
    addMismatch(
        new IOException(
            arrival.origin().location().orElse(where)
                + ": expected sha256 "
                + fragment.sha256()
                + length
                + ", got "
                + actual
                + " ("
                + arrival.received()
                + " bytes)"
                + appearance));
  }

  private void addMismatch(Exception wrong) {
    mismatch = Optional.of(wrong);
    all.add(wrong);
  }

  /** The last one in a few words. */
  String last() {
    return all.isEmpty() ? "mixed bytes" : text(all.get(all.size() - 1));
  }

  /** All of them as one failure. */
  CacheException failure() {
    CacheException failure = summary();
    all.forEach(failure::addSuppressed);
    return failure;
  }

  private CacheException summary() {
    if (mismatch.isPresent()) {
      String wrong = String.valueOf(mismatch.get().getMessage());
      List<String> others = refusals(failure -> !wrong.startsWith(failure.location() + ":"));
      return new CacheException(
          CacheException.Kind.INTEGRITY,
          what()
              + ": checksum mismatch at "
              + wrong
              + (others.isEmpty() ? "" : "; from other sources: " + listed(others))
              + "; nothing of it was kept",
          Hint.CHOOSE_INTACT_SOURCE);
    }
    if (offlineOnly()) {
      List<String> said = refusals(this::isLocal);
      return new CacheException(
          CacheException.Kind.OFFLINE,
          what()
              + ": not in the cache, and the cache is offline"
              + (said.isEmpty() ? "" : "; " + listed(said)),
          Hint.FETCH_ONLINE);
    }
    return new CacheException(
        CacheException.Kind.UNAVAILABLE,
        what() + ": no source has it: " + listed(refusals(failure -> true)),
        isUntrusted() ? Hint.TRUST_CERTIFICATE : Hint.CHECK_SOURCE);
  }

  private boolean isUntrusted() {
    return !all.isEmpty()
        && all.stream()
            .allMatch(
                trouble ->
                    trouble instanceof Fetcher.Failure failure
                        && failure.reason() == Fetcher.Reason.UNTRUSTED);
  }

  private boolean offlineOnly() {
    return assembly.fetchers().offline()
        && all.stream()
            .anyMatch(trouble -> trouble instanceof Fetcher.Failure failure && !isLocal(failure));
  }

  private boolean isLocal(Fetcher.Failure failure) {
    return !assembly.fetchers().usesNetwork(failure.location());
  }

  /** What each source said last when it did not deliver, in the order in which they were asked. */
  private List<String> refusals(Predicate<Fetcher.Failure> which) {
    Map<Location, String> last = new LinkedHashMap<>();
    for (Exception trouble : all) {
      if (trouble instanceof Fetcher.Failure failure && which.test(failure)) {
        last.put(failure.location(), text(failure));
      }
    }
    return List.copyOf(last.values());
  }

  private static String listed(List<String> said) {
    int more = said.size() - MOST_SOURCES;
    return said.stream().limit(MOST_SOURCES).collect(Collectors.joining(", "))
        + (more > 0 ? ", and " + more + " more" : "");
  }

  /** The fragment as people know it. */
  String what() {
    String model = assembly.model().name().value();
    return fragment.name().value().equals(model) ? model : model + ": fragment " + fragment.name();
  }

  private static String text(Exception trouble) {
    return trouble instanceof Fetcher.Failure failure
        ? failure.location() + ": " + failure.getMessage()
        : String.valueOf(trouble.getMessage());
  }
}
