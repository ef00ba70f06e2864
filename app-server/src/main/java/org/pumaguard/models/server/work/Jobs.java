package org.pumaguard.models.server.work;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;

/**
 * Jobs on models that clients requested. At most one job of a kind runs for each model; further
 * requests join it. Thread-safe.
 */
public final class Jobs {

  private final ModelCache cache;
  private final Executor executor;
  private final EventHub events;
  private final LastFailures failures;
  private final JobListener listener;
  private final Map<ModelName, Map<Kind, CompletableFuture<Void>>> running = new HashMap<>();

  /**
   * No jobs yet.
   *
   * @param executor runs the jobs; limits how many run concurrently
   */
  public Jobs(
      ModelCache cache,
      Executor executor,
      EventHub events,
      LastFailures failures,
      JobListener listener) {
    this.cache = cache;
    this.executor = executor;
    this.events = events;
    this.failures = failures;
    this.listener = listener;
  }

  /**
   * Starts a job, or joins the running one of the same kind.
   *
   * @return completes with the job; exceptionally, with a {@link CacheException}, if the job fails
   */
  public CompletableFuture<Void> start(ModelName name, Kind kind) {
    CompletableFuture<Void> job;
    synchronized (running) {
      Map<Kind, CompletableFuture<Void>> ofModel =
          running.computeIfAbsent(name, none -> new HashMap<>());
      CompletableFuture<Void> current = ofModel.get(kind);
      if (current != null) {
        return current;
      }
      job = new CompletableFuture<>();
      ofModel.put(kind, job);
    }
    try {
      executor.execute(() -> run(name, kind, job));
    } catch (RuntimeException e) {
      deregister(name, kind);
      job.completeExceptionally(e);
    }
    return job;
  }

  /** The running job of a model; the first in the order of {@link Kind} if several run. */
  public Optional<Kind> of(ModelName name) {
    synchronized (running) {
      return running.getOrDefault(name, Map.of()).keySet().stream().sorted().findFirst();
    }
  }

  /** Records the outcome of a fetch that was no job, and publishes the state of the model. */
  void recordOutcome(EnsureOutcome outcome) {
    outcome.ensured().ifPresent(this::succeeded);
    outcome.failure().ifPresent(failure -> failed(outcome.name(), failure, List.of()));
    publishState(outcome.name());
  }

  private void run(ModelName name, Kind kind, CompletableFuture<Void> job) {
    events.jobStarted(name);
    try {
      switch (kind) {
        case ENSURE -> succeeded(cache.ensured(name));
        case VERIFY -> recordResults(cache.verify(List.of(name)));
        case REPAIR -> recordResults(cache.repair(List.of(name)));
      }
      deregister(name, kind);
      job.complete(null);
    } catch (RuntimeException | Error e) {
      CacheException failure = CacheException.internal(name, e);
      failed(name, failure, List.of());
      deregister(name, kind);
      job.completeExceptionally(failure);
    } finally {
      publishState(name);
    }
  }

  private void succeeded(EnsureResult ensured) {
    listener.onDigestMismatch(ensured.setAside().size());
    failures.clear(ensured.name());
  }

  private void failed(ModelName name, CacheException failure, List<VerifyResult.Damage> damage) {
    if (failure.kind() == CacheException.Kind.INTEGRITY) {
      listener.onDigestMismatch(1);
    }
    if (!isShutdown(failure)) {
      failures.record(name, failure, damage);
    }
  }

  /** The server is stopping; the model is all right. */
  private static boolean isShutdown(CacheException failure) {
    return failure.kind() == CacheException.Kind.INTERRUPTED
        || failure.kind() == CacheException.Kind.CLOSED;
  }

  /** Records the results of verifications, of jobs or of scrubbing. */
  void recordResults(List<VerifyResult> results) {
    for (VerifyResult verified : results) {
      listener.onVerified(verified.result());
      if (verified.failure().isPresent()) {
        failed(verified.name(), verified.failure().get(), verified.damage());
      } else if (verified.result() == VerifyResult.Result.DAMAGED) {
        failures.record(verified.name(), damaged(verified), verified.damage());
      } else {
        failures.clear(verified.name());
      }
    }
  }

  private static CacheException damaged(VerifyResult verified) {
    return new CacheException(
        CacheException.Kind.INTEGRITY,
        verified.name()
            + ": "
            + verified
                .unpacked()
                .orElseGet(
                    () ->
                        "file is damaged: expected sha256 "
                            + verified.expected().map(Object::toString).orElse("?")
                            + ", got "
                            + verified.actual().map(Object::toString).orElse("an unreadable file")),
        Hint.REPAIR_MODEL);
  }

  private void deregister(ModelName name, Kind kind) {
    synchronized (running) {
      Map<Kind, CompletableFuture<Void>> ofModel = running.getOrDefault(name, new HashMap<>());
      ofModel.remove(kind);
      if (ofModel.isEmpty()) {
        running.remove(name);
      }
    }
  }

  /** Publishes a model's current state; does nothing if the registry no longer names the model. */
  public void publishState(ModelName name) {
    try {
      events.stateChanged(
          name, cache.status(name).state(), failures.of(name).map(LastFailures.Failure::cause));
    } catch (CacheException e) {
      return;
    }
  }

  /** Kinds of job. */
  public enum Kind {
    /** Fetch and verify the model. */
    ENSURE,
    /** Read the model in full and compare its digest. */
    VERIFY,
    /** Verify the model, and fetch the damaged ranges. */
    REPAIR;

    /** The word of the API. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
