package org.pumaguard.models.domain.ensure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.DamagedModel;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.concurrent.InFlightFragments;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.Verdict;
import org.pumaguard.models.domain.verify.DirectoryRepair;
import org.pumaguard.models.domain.verify.Verification;

/** Replaces damaged models. A failure of one does not stop the others. */
final class RepairModels {

  private final CacheParts parts;
  private final SharedTasks tasks;

  RepairModels(CacheParts parts, SharedTasks tasks) {
    this.parts = parts;
    this.tasks = tasks;
  }

  /** The findings in their order, the damaged ones after their repair. */
  List<VerifyResult> run(List<Verification.Finding> findings) {
    Queue<Verification.Finding> damaged = new ConcurrentLinkedQueue<>();
    findings.stream()
        .filter(finding -> finding.verified().result() == VerifyResult.Result.DAMAGED)
        .forEach(damaged::add);
    Map<ModelName, VerifyResult> repaired = new ConcurrentHashMap<>();
    Cancellation stop = new Cancellation();
    Runnable runner =
        () -> {
          for (Verification.Finding next = damaged.poll();
              next != null && !stop.isCancelled();
              next = damaged.poll()) {
            repaired.put(next.verified().name(), repair(next, WaitLimit.until(stop)));
          }
        };
    tasks.runAll(runner, Math.min(parts.settings().parallel().initial(), damaged.size()), stop);
    return findings.stream()
        .map(Verification.Finding::verified)
        .map(verified -> repaired.getOrDefault(verified.name(), verified))
        .toList();
  }

  private VerifyResult repair(Verification.Finding finding, WaitLimit limit) {
    if (!(finding.verified() instanceof DamagedModel damaged)) {
      return finding.verified();
    }
    try {
      return damaged instanceof DamagedModel.Directory directory
              && isRecorded(directory, finding.verdict())
          ? new DirectoryRepair(parts).run(directory)
          : repair(damaged, finding.verdict(), limit);
    } catch (RuntimeException | Error e) {
      return damaged.unrepaired(CacheException.internal(damaged.name(), e));
    }
  }

  /** Whether the directory belongs to the recorded version, not to an interrupted update. */
  private static boolean isRecorded(DamagedModel.Directory directory, Verdict verdict) {
    return verdict.entry().filter(it -> it.sha256().equals(directory.content())).isPresent();
  }

  private VerifyResult repair(DamagedModel damaged, Verdict verdict, WaitLimit limit) {
    Optional<Model> model = parts.registry().get().find(damaged.name());
    if (model.isEmpty()) {
      return damaged.unrepaired(
          new CacheException(
              CacheException.Kind.INTEGRITY,
              damaged.name() + ": is damaged and no longer in the registry",
              Hint.USE_OTHER_REGISTRY));
    }
    DownloadTicket ticket = tasks.single(model.get()).within(limit);
    try (InFlightFragments.Claim claim = ticket.claim()) {
      EnsureResult ensured = tasks.runInExecutor(model.get(), ticket, verdict);
      return damaged.repaired(model.get().sha256(), ensured.bytesFetched());
    } catch (CacheException e) {
      return damaged.unrepaired(failure(damaged, model.get(), e));
    }
  }

  /** Adds that only the present version was fetched, if the damaged version is another one. */
  private static CacheException failure(VerifyResult damaged, Model model, CacheException why) {
    if (damaged.expected().equals(Optional.of(model.sha256()))) {
      return why;
    }
    return new CacheException(
            why.kind(),
            why.getMessage()
                + "; the registry no longer names the damaged version, so only its present version"
                + " can replace it",
            why.hint(),
            why)
        .about(model.name())
        .retryable(why.mayRetry());
  }
}
