package org.pumaguard.models.domain.cache;

import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.EnsureHandle;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.concurrent.CallbackScope;
import org.pumaguard.models.domain.concurrent.ThreadPerTask;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Progress;

/** One call that runs in the background, and what its caller sees of it. */
final class EnsureCall implements EnsureHandle, Progress {

  private static final ThreadPerTask OWN_THREADS = new ThreadPerTask("pumaguard-models-ensure");

  private final ModelName model;
  private final CallOptions options;
  private final Cancellation cancellation = new Cancellation();
  private final WaitLimit limit;
  private final Function<EnsureCall, EnsureResult> work;
  private final CompletableFuture<Path> result = new CompletableFuture<>();
  private volatile Amount transfer = Amount.of(0, OptionalLong.empty());

  /**
   * A call that has not begun.
   *
   * @param work makes the model available
   */
  EnsureCall(ModelName model, CallOptions options, Function<EnsureCall, EnsureResult> work) {
    this.model = model;
    this.options = options;
    this.work = work;
    this.limit = WaitLimit.until(cancellation).within(options);
  }

  /** Ends the wait of this call. */
  WaitLimit limit() {
    return limit;
  }

  /** Starts in a thread of its own: a pool may be busy, and a deadline counts from now. */
  void start() {
    OWN_THREADS.execute(this::run);
  }

  private void run() {
    try {
      result.complete(work.apply(this).path());
    } catch (Throwable e) {
      result.completeExceptionally(CacheException.internal(model, e));
    }
  }

  @Override
  public void on(Event event) {
    event.amount().ifPresent(amount -> transfer = amount);
    options.progress().on(event);
  }

  @Override
  public void on(Work work) {
    options.progress().on(work);
  }

  @Override
  public void warn(String message) {
    options.progress().warn(message);
  }

  @Override
  public ModelName model() {
    return model;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // It fails as the result does.
  public CompletionStage<Path> completion() {
    // A copy would wrap the failure, and the result itself could be completed by its receiver.
    CompletableFuture<Path> seen = new CompletableFuture<>();
    result.whenComplete(
        (path, failure) -> {
          if (failure == null) {
            seen.complete(path);
          } else {
            seen.completeExceptionally(failure);
          }
        });
    return seen;
  }

  @Override
  public boolean isDone() {
    return result.isDone();
  }

  @Override
  public long bytes() {
    return transfer.bytes();
  }

  @Override
  public OptionalLong total() {
    return transfer.total();
  }

  @Override
  public boolean isTotalEstimated() {
    return transfer.estimated();
  }

  @Override
  public void cancel() {
    cancellation.cancel();
  }

  @Override
  public Path join() {
    if (!isDone()) {
      CallbackScope.requireNone();
    }
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } catch (ExecutionException e) {
      throw CacheException.of(Objects.requireNonNullElse(e.getCause(), e)).forCaller();
    }
  }
}
