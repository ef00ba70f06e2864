package org.pumaguard.models.domain.cache;

import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.EnsureHandle;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.concurrent.OfferedTask;
import org.pumaguard.models.domain.concurrent.ThreadPerTask;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Progress;

/** One call that runs in the background, and what its caller sees of it. */
final class EnsureCall implements EnsureHandle, Progress {

  private static final ThreadPerTask OWN_THREADS = new ThreadPerTask("pumaguard-models-ensure");
  private static final long GRACE_MILLIS = 100;

  private final ModelName model;
  private final CallOptions options;
  private final Cancellation cancellation = new Cancellation();
  private final WaitLimit limit;
  private final OfferedTask<Void> task;
  private final CompletableFuture<Path> result = new CompletableFuture<>();
  private volatile Transfer transfer = new Transfer(0, OptionalLong.empty());

  /**
   * A call that has not begun.
   *
   * @param work makes the model available
   */
  EnsureCall(ModelName model, CallOptions options, Function<EnsureCall, EnsureResult> work) {
    this.model = model;
    this.options = options;
    this.task = new OfferedTask<>(() -> run(work));
    WaitLimit untilCancelled = WaitLimit.until(cancellation);
    this.limit = options.deadline().map(untilCancelled::within).orElse(untilCancelled);
  }

  /** Ends the wait of this call. */
  WaitLimit limit() {
    return limit;
  }

  /** Starts in a thread of the executor, or in a thread of its own if that has none. */
  void start(Executor executor) {
    if (task.offerTo(executor)) {
      return;
    }
    if (executor instanceof ExecutorService service && service.isShutdown()) {
      result.completeExceptionally(CacheException.closed().about(model));
    } else {
      OWN_THREADS.execute(task);
    }
  }

  private Void run(Function<EnsureCall, EnsureResult> work) {
    try {
      result.complete(work.apply(this).path());
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(CacheException.internal(model, e));
    }
    return null;
  }

  @Override
  public void on(Event event) {
    if (event.fragment().isEmpty() && event.bytes().isPresent()) {
      OptionalLong total = event.total().isPresent() ? event.total() : transfer.total();
      transfer = new Transfer(event.bytes().getAsLong(), total);
    }
    options.progress().on(event);
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
  public CompletionStage<Path> completion() {
    return result.minimalCompletionStage();
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
  public void cancel() {
    cancellation.cancel();
  }

  @Override
  public Path join() {
    try {
      return awaited();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } catch (ExecutionException e) {
      throw CacheException.of(Objects.requireNonNullElse(e.getCause(), e)).forCaller();
    }
  }

  /** The executor may be busy with tasks that wait as this one does. */
  private Path awaited() throws InterruptedException, ExecutionException {
    try {
      return result.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (!task.isClaimed()) {
        OWN_THREADS.execute(task);
      }
      return result.get();
    }
  }

  /** The state of the transfer. */
  private record Transfer(long bytes, OptionalLong total) {}
}
