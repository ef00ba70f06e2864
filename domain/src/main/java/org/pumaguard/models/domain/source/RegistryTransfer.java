package org.pumaguard.models.domain.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.concurrent.TaskGroup;
import org.pumaguard.models.domain.concurrent.ThreadPerTask;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.policy.SourceSelector;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.RegistryCopies;

/** Fetches one registry, with retries. */
final class RegistryTransfer {

  /** A proxy's copy may be older than the one that was revalidated; a registry has no digest. */
  private static final Fetcher.Form FRESH_AND_DECODED = new Fetcher.Form(true, true);

  private static final Executor THREADS = new ThreadPerTask("pumaguard-models-registry");

  private final FetchRouter fetchers;
  private final CacheSettings settings;
  private final RandomGenerator random;
  private final Location file;
  private final Optional<RegistryCopies.Copy> copy;
  private final long begun = System.nanoTime();
  private volatile long lastByte = begun;
  private volatile Optional<Fetcher.Failure> lastFailure = Optional.empty();

  /**
   * A transfer.
   *
   * @param copy the copy to revalidate
   */
  RegistryTransfer(
      FetchRouter fetchers,
      CacheSettings settings,
      RandomGenerator random,
      Location file,
      Optional<RegistryCopies.Copy> copy) {
    this.fetchers = fetchers;
    this.settings = settings;
    this.random = random;
    this.file = file;
    this.copy = copy;
  }

  /**
   * Fetches in a thread of its own, so that the wait ends on time and on an interruption, whatever
   * the fetcher is blocked by. With a copy at hand, the wait is limited.
   *
   * @return the buffered registry; empty if the copy is still current
   * @throws Fetcher.Failure ({@code TIMED_OUT}) if the patience ends
   * @throws CancellationException if the work is cancelled or the thread interrupted; the interrupt
   *     flag stays set
   */
  Optional<RegistryBuffer> fetchPatiently(Patience patience, Cancellation cancellation)
      throws IOException {
    Cancellation own = new Cancellation();
    FutureTask<Optional<RegistryBuffer>> task = new FutureTask<>(() -> fetch(own));
    try (Cancellation.Registration registration = cancellation.onCancel(own::cancel)) {
      THREADS.execute(task);
      return copy.isEmpty() ? task.get() : await(task, patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    } catch (ExecutionException e) {
      throw TaskGroup.failure(e);
    } finally {
      own.cancel();
    }
  }

  private <T> T await(FutureTask<T> task, Patience patience)
      throws InterruptedException, ExecutionException, Fetcher.Failure {
    while (true) {
      long now = System.nanoTime();
      long left = patience.left(now - begun, now - lastByte);
      if (left <= 0) {
        throw impatient(patience, now);
      }
      try {
        return task.get(left, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        // Bytes may have arrived meanwhile.
      }
    }
  }

  private Fetcher.Failure impatient(Patience patience, long now) {
    boolean isSlow = now - lastByte < patience.silence().toNanos();
    String cause =
        isSlow
            ? "not complete after " + text(patience.total())
            : lastFailure
                .map(Throwable::getMessage)
                .orElse("no answer within " + text(patience.silence()));
    return new Fetcher.Failure(Fetcher.Reason.TIMED_OUT, file, cause, Optional.empty());
  }

  private static String text(Duration duration) {
    return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }

  /** As {@link #fetchPatiently}, in the calling thread and without a limit. */
  Optional<RegistryBuffer> fetch(Cancellation cancellation) throws IOException {
    SourceSelector selector = new SourceSelector(1, settings.retries(), settings.backoff(), random);
    while (true) {
      RegistryBuffer buffer = new RegistryBuffer(file, () -> lastByte = System.nanoTime());
      try {
        Fetcher.Request request =
            Fetcher.Request.from(file, 0, copy.flatMap(RegistryCopies.Copy::validator))
                .in(FRESH_AND_DECODED);
        Fetcher.Outcome outcome = fetchers.fetch(request, buffer, cancellation);
        if (outcome == Fetcher.Outcome.STOPPED) {
          throw new IOException("it is larger than 16 MiB");
        }
        return outcome == Fetcher.Outcome.NOT_MODIFIED ? Optional.empty() : Optional.of(buffer);
      } catch (Fetcher.Failure e) {
        lastFailure = Optional.of(e);
        SourceSelector.Step step = selector.failed(e.reason().mayPass(), e.retryAfter());
        if (step.action() == SourceSelector.Action.GIVE_UP) {
          throw e;
        }
        cancellation.sleep(step.delay());
      }
    }
  }
}
