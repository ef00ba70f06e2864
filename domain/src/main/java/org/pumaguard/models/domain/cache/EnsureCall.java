package org.pumaguard.models.domain.cache;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.EnsureHandle;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Progress;

/** One call that runs in the background, and what its caller sees of it. */
final class EnsureCall implements EnsureHandle, Progress {

  private final ModelName model;
  private final CallOptions options;
  private final Cancellation cancellation = new Cancellation();
  private final WaitLimit limit;
  private final CompletableFuture<Path> result = new CompletableFuture<>();
  private volatile Transfer transfer = new Transfer(0, OptionalLong.empty());

  EnsureCall(ModelName model, CallOptions options) {
    this.model = model;
    this.options = options;
    WaitLimit untilCancelled = WaitLimit.until(cancellation);
    this.limit = options.deadline().map(untilCancelled::within).orElse(untilCancelled);
  }

  /** Ends the wait of this call. */
  WaitLimit limit() {
    return limit;
  }

  void succeed(EnsureResult ensured) {
    result.complete(ensured.path());
  }

  void fail(Throwable cause) {
    result.completeExceptionally(CacheException.internal(model, cause));
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
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } catch (ExecutionException e) {
      throw CacheException.of(e.getCause()).forCaller();
    }
  }

  /** The state of the transfer. */
  private record Transfer(long bytes, OptionalLong total) {}
}
