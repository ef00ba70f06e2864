package org.pumaguard.models.domain.source;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.RegistryState;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;

/**
 * What was read of one registry so far. A failure leaves the last one in force, with one warning
 * until a reading succeeds. Safe for use by many threads.
 */
final class RegistryHistory {

  private final Progress progress;
  private final Clock clock;
  private volatile RegistryState state = new RegistryState.Pending();
  private volatile Optional<SourceRegistry> copy = Optional.empty();
  private boolean hasWarned;

  RegistryHistory(Progress progress, Clock clock) {
    this.progress = progress;
    this.clock = clock;
  }

  RegistryState state() {
    return state;
  }

  /** The registry in force, or else the one that was needed before. */
  Optional<SourceRegistry> known() {
    return state.registry().or(() -> copy);
  }

  /** A registry was needed before the first reading has ended with one. */
  void copied(SourceRegistry found) {
    copy = Optional.of(found);
  }

  /** A reading has ended with a registry, of the source or a copy. */
  synchronized Reading accepted(SourceRegistry found, List<RegistryLoader.Text> texts) {
    boolean hasChanged = !state.registry().equals(Optional.of(found));
    // An equal registry keeps its identity, because indexes are cached by identity.
    SourceRegistry content = known().filter(found::equals).orElse(found);
    RegistryWarnings warnings = new RegistryWarnings(progress);
    Optional<RegistryLoader.Text> missed =
        texts.stream().filter(text -> text.missed().isPresent()).findFirst();
    if (missed.isPresent()) {
      state = failed(content, RegistryFailures.of(missed.get().missed().orElseThrow()));
      if (!hasWarned) {
        warnings.outage(missed.get());
      }
    } else {
      state = new RegistryState.Current(content, clock.instant());
      if (hasChanged) {
        texts.forEach(warnings::findings);
      }
    }
    hasWarned = missed.isPresent();
    return new Reading(hasChanged, missed.flatMap(RegistryLoader.Text::missed));
  }

  /** A reading has failed. What is known stays in force. */
  synchronized void rejected(CacheException cause) {
    Optional<SourceRegistry> last = known();
    if (last.isEmpty()) {
      state = new RegistryState.Unreadable(cause);
      return;
    }
    state = failed(last.get(), cause);
    if (!hasWarned) {
      progress.warn(
          "the registry was not refreshed: " + cause.getMessage() + "; the last one stays in use");
    }
    hasWarned = true;
  }

  private RegistryState failed(SourceRegistry content, CacheException cause) {
    return state
        .readAt()
        .<RegistryState>map(at -> new RegistryState.Stale(content, at, cause))
        .orElseGet(() -> new RegistryState.Copied(content, cause));
  }

  /**
   * What a reading has found.
   *
   * @param missed the failure because of which a copy is used
   */
  record Reading(boolean hasChanged, Optional<Fetcher.Failure> missed) {}
}
