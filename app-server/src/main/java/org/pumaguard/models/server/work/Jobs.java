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
 * What is being done to models because somebody asked for it: one thing of a kind for each model at
 * a time, however many ask. Safe for use by many threads.
 */
public final class Jobs {

  private final ModelCache cache;
  private final Executor executor;
  private final EventHub events;
  private final LastFailures troubles;
  private final JobListener listener;
  private final Map<ModelName, Map<Kind, CompletableFuture<Void>>> running = new HashMap<>();

  /**
   * Jobs in the threads of an executor.
   *
   * @param executor bounds how many go on at once
   */
  public Jobs(
      ModelCache cache,
      Executor executor,
      EventHub events,
      LastFailures troubles,
      JobListener listener) {
    this.cache = cache;
    this.executor = executor;
    this.events = events;
    this.troubles = troubles;
    this.listener = listener;
  }

  /**
   * Begins something, or joins what is going on.
   *
   * @return ends when it has ended; with a {@link CacheException} if it failed
   */
  public CompletableFuture<Void> start(ModelName name, Kind kind) {
    CompletableFuture<Void> job;
    synchronized (running) {
      Map<Kind, CompletableFuture<Void>> ofModel =
          running.computeIfAbsent(name, none -> new HashMap<>());
      CompletableFuture<Void> present = ofModel.get(kind);
      if (present != null) {
        return present;
      }
      job = new CompletableFuture<>();
      ofModel.put(kind, job);
    }
    try {
      executor.execute(() -> run(name, kind, job));
    } catch (RuntimeException e) {
      ended(name, kind);
      job.completeExceptionally(e);
    }
    return job;
  }

  /** What is being done to a model. */
  public Optional<Kind> of(ModelName name) {
    synchronized (running) {
      return running.getOrDefault(name, Map.of()).keySet().stream().sorted().findFirst();
    }
  }

  /** Notes how a fetch ended, whoever asked for it. */
  void note(EnsureOutcome outcome) {
    outcome.ensured().ifPresent(this::succeeded);
    outcome.failure().ifPresent(failure -> failed(outcome.name(), failure));
  }

  private void run(ModelName name, Kind kind, CompletableFuture<Void> job) {
    events.begun(name);
    try {
      switch (kind) {
        case ENSURE -> succeeded(cache.ensured(name));
        case VERIFY -> note(cache.verify(List.of(name)));
        case REPAIR -> note(cache.repair(List.of(name)));
      }
      ended(name, kind);
      job.complete(null);
    } catch (CacheException e) {
      failed(name, e);
      ended(name, kind);
      job.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      ended(name, kind);
      job.completeExceptionally(e);
      throw e;
    } finally {
      tellState(name);
    }
  }

  private void succeeded(EnsureResult ensured) {
    listener.digestFailures(ensured.setAside().size());
    troubles.succeeded(ensured.name());
  }

  private void failed(ModelName name, CacheException failure) {
    if (failure.kind() == CacheException.Kind.INTEGRITY) {
      listener.digestFailures(1);
    }
    if (failure.kind() != CacheException.Kind.INTERRUPTED) {
      troubles.failed(name, failure);
    }
  }

  /** Notes what reading models has shown, whoever asked for it. */
  void note(List<VerifyResult> results) {
    for (VerifyResult verified : results) {
      listener.verified(verified.result());
      if (verified.failure().isPresent()) {
        failed(verified.name(), verified.failure().get());
      } else if (verified.result() == VerifyResult.Result.DAMAGED) {
        troubles.failed(verified.name(), damaged(verified));
      } else {
        troubles.succeeded(verified.name());
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
                        "its file is damaged: expected sha256 "
                            + verified.expected().map(Object::toString).orElse("?")
                            + ", got "
                            + verified.actual().map(Object::toString).orElse("what can't be read")),
        Hint.REPAIR_MODEL);
  }

  private void ended(ModelName name, Kind kind) {
    synchronized (running) {
      Map<Kind, CompletableFuture<Void>> ofModel = running.getOrDefault(name, new HashMap<>());
      ofModel.remove(kind);
      if (ofModel.isEmpty()) {
        running.remove(name);
      }
    }
  }

  /**
   * Tells how a model stands now; if it is not of this registry any more there is nothing to tell.
   */
  public void tellState(ModelName name) {
    try {
      events.state(name, cache.status(name).state());
    } catch (CacheException e) {
      return;
    }
  }

  /** What can be done to a model. */
  public enum Kind {
    /** It is made available. */
    ENSURE,
    /** All of it is read. */
    VERIFY,
    /** All of it is read, and mended where it is damaged. */
    REPAIR;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
