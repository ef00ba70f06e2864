package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Progress;

/**
 * Determines the state of a model in a cache directory from a {@link Sighting}: by its record if
 * the policy trusts that, else by reading the file. Changes nothing.
 *
 * @param at the time at which the policy judges the record
 */
public record StateCheck(CacheView view, Model model, VerifyPolicy policy, Instant at) {

  /** The state of a visible file; empty if the file has to be read. */
  Optional<Verdict> atOnce(Sighting.Present sighting) throws IOException {
    return sighting.entry().isPresent() && isTrusted(sighting.entry().get(), sighting.file())
        ? Optional.of(recorded(sighting.file(), sighting.entry().get()))
        : Optional.empty();
  }

  /** The state; reads the file if the policy requires it. */
  public Verdict determine(Sighting sighting, Cancellation cancellation, Progress progress)
      throws IOException {
    if (!(sighting instanceof Sighting.Present present)) {
      return new Verdict.Missing();
    }
    Optional<Verdict> recorded = atOnce(present);
    return recorded.isPresent() ? recorded.get() : read(present, cancellation, progress);
  }

  private boolean isTrusted(CacheRegistry.Entry entry, Fingerprint file) {
    return policy.trusts(entry.fingerprint(), entry.verifiedAt(), file, at);
  }

  private Verdict recorded(Fingerprint file, CacheRegistry.Entry entry) throws IOException {
    return entry.sha256().equals(model.sha256())
        ? new Verdict.Recorded(
            file,
            entry,
            view.isUnpacked(model, Optional.of(entry), policy.rule() == VerifyPolicy.Rule.MTIME))
        : new Verdict.Outdated(file, entry);
  }

  private Verdict read(Sighting.Present sighting, Cancellation cancellation, Progress progress)
      throws IOException {
    Fingerprint file = sighting.file();
    Verdict damaged = new Verdict.Damaged(file, sighting.entry());
    if (hasWrongLength(sighting)) {
      return damaged;
    }
    Optional<CacheView.Reading> reading;
    try {
      reading = view.read(model.name(), cancellation, progress);
    } catch (Content.Unreadable e) {
      return damaged;
    }
    if (reading.isEmpty()) {
      return new Verdict.Missing();
    }
    Sha256 actual = reading.get().sha256();
    if (actual.equals(model.sha256())) {
      progress.on(
          Progress.Event.of(Progress.Kind.VERIFIED, model.name())
              .amount(Progress.Amount.of(file.size(), OptionalLong.of(file.size()))));
      return new Verdict.Verified(file, sighting.entry(), reading.get().sums());
    }
    return sighting.entry().isPresent() && view.isVersion(sighting.entry().get(), actual, file)
        ? new Verdict.Outdated(file, sighting.entry().get())
        : damaged;
  }

  /** An unrecorded file of another length is damaged whatever its bytes are. */
  private boolean hasWrongLength(Sighting.Present sighting) {
    return sighting.entry().isEmpty()
        && model.size().isPresent()
        && model.size().getAsLong() != sighting.file().size();
  }
}
