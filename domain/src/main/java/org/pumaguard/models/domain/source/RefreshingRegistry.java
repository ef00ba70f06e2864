package org.pumaguard.models.domain.source;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.RegistryState;
import org.pumaguard.models.domain.concurrent.SingleFlight;
import org.pumaguard.models.domain.concurrent.ThreadPerTask;
import org.pumaguard.models.domain.concurrent.WaitLimit;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Progress;

/**
 * A registry that is read again on request and by age. Concurrent readings are one; it is cancelled
 * when no thread waits for it. A registry that is unreadable or invalid leaves the last one in
 * force, that of an earlier run too, with one warning for each outage. Readings have threads of
 * their own, since the executor of the cache may have none left.
 */
public final class RefreshingRegistry implements RegistryView {

  /** The age that is reached sooner after a failure. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  /** More than this is never reached; nanoseconds would overflow. */
  private static final Duration FOREVER = Duration.ofDays(365 * 100);

  private static final Executor THREADS = new ThreadPerTask("pumaguard-models-refresh");

  private final Function<RegistryLoader, SourceRegistry> reader;
  private final RegistryLoader loader;
  private final Duration maxAge;
  private final LongSupplier nanoTime;
  private final RegistryHistory history;
  private final SingleFlight<String, RegistryHistory.Reading> flights = new SingleFlight<>(THREADS);
  private final SingleFlight<String, SourceRegistry> looks = new SingleFlight<>(THREADS);
  private final Cancellation closing = new Cancellation();
  private volatile long due;

  /**
   * A registry that was not read yet.
   *
   * @param reader reads the registry with the loader that it is given
   * @param maxAge the time after a reading at which {@link #get} starts the next one in the
   *     background; one minute, if that is less, after a reading that failed
   */
  public RefreshingRegistry(
      Function<RegistryLoader, SourceRegistry> reader,
      RegistryLoader loader,
      Duration maxAge,
      Progress progress,
      Clock clock) {
    this(reader, loader, maxAge, progress, clock, System::nanoTime);
  }

  RefreshingRegistry(
      Function<RegistryLoader, SourceRegistry> reader,
      RegistryLoader loader,
      Duration maxAge,
      Progress progress,
      Clock clock,
      LongSupplier nanoTime) {
    this.reader = reader;
    this.loader = loader;
    this.maxAge = maxAge.compareTo(FOREVER) < 0 ? maxAge : FOREVER;
    this.nanoTime = nanoTime;
    this.history = new RegistryHistory(progress, clock);
  }

  /** {@inheritDoc} If it is too old, it is read again in the background. */
  @Override
  public SourceRegistry get() {
    return get(WaitLimit.none());
  }

  @Override
  public SourceRegistry get(WaitLimit limit) {
    Optional<SourceRegistry> present = history.state().registry();
    if (present.isEmpty()) {
      return readFirst(limit);
    }
    if (nanoTime.getAsLong() - due >= 0) {
      startReading();
    }
    return present.get();
  }

  private SourceRegistry readFirst(WaitLimit limit) {
    try {
      join(limit);
    } catch (CacheException e) {
      return history.state().registry().orElseThrow(() -> e);
    }
    return history.state().registry().orElseThrow();
  }

  @Override
  public SourceRegistry getNow() {
    return history.known().orElseGet(this::look);
  }

  /** {@inheritDoc} Offline, that is the last copy. */
  @Override
  public boolean refresh() {
    RegistryHistory.Reading reading = join(WaitLimit.none());
    if (reading.missed().isPresent()) {
      throw RegistryFailures.of(reading.missed().get());
    }
    return reading.hasChanged();
  }

  /** The result of reading so far. */
  public RegistryState state() {
    return history.state();
  }

  @Override
  public void close() {
    closing.cancel();
  }

  /** In another thread, since an interruption would break the read of a file. */
  private SourceRegistry look() {
    requireOpen();
    return looks.join("the registry at hand", cancellation -> readWithoutNetwork(), () -> {});
  }

  private RegistryHistory.Reading join(WaitLimit limit) {
    requireOpen();
    return flights.join("the registry", this::read, () -> {}, limit);
  }

  private void requireOpen() {
    if (closing.isCancelled()) {
      throw CacheException.closed();
    }
  }

  private void startReading() {
    synchronized (this) {
      if (nanoTime.getAsLong() - due < 0) {
        return;
      }
      postpone(true);
    }
    try {
      THREADS.execute(this::readInBackground);
    } catch (OutOfMemoryError e) {
      // No thread can be started; a later call tries again.
      return;
    }
  }

  private void readInBackground() {
    try {
      join(WaitLimit.none());
    } catch (CacheException e) {
      // The reading has recorded it, and warned.
      return;
    }
  }

  private RegistryHistory.Reading read(Cancellation cancellation) {
    List<RegistryLoader.Text> texts = new ArrayList<>();
    ReadingMode mode = loader.mode().cancelledBy(cancellation).tellingTo(texts::add);
    try (Cancellation.Registration registration = closing.onCancel(cancellation::cancel)) {
      RegistryHistory.Reading reading = history.accepted(load(mode), texts);
      postpone(reading.missed().isPresent());
      return reading;
    } catch (CacheException e) {
      requireOpen();
      if (!cancellation.isCancelled() && e.kind() != CacheException.Kind.INTERRUPTED) {
        rejected(e);
      }
      throw e;
    }
  }

  /** With a copy at hand, a restart finds what would be in force without one. */
  private void rejected(CacheException cause) {
    postpone(true);
    if (history.known().isEmpty()) {
      try {
        readWithoutNetwork();
      } catch (CacheException e) {
        // There is no copy; the cause says more.
      }
    }
    history.rejected(cause);
  }

  /** A local registry, or the copy of one of the network. */
  private SourceRegistry readWithoutNetwork() {
    try {
      ReadingMode mode = loader.mode().withoutNetwork().tellingTo(text -> {});
      SourceRegistry found = load(mode);
      history.copied(found);
      return found;
    } catch (CacheException e) {
      throw history
          .state()
          .failure()
          .map(
              last ->
                  new CacheException(
                      last.kind(), String.valueOf(last.getMessage()), last.hint(), last))
          .orElse(e);
    }
  }

  private SourceRegistry load(ReadingMode mode) {
    try {
      return reader.apply(loader.with(mode));
    } catch (CacheException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new CacheException(
          CacheException.Kind.INTERNAL,
          "the registry cannot be read: internal error: " + e,
          Hint.REPORT_FAULT,
          e);
    }
  }

  private void postpone(boolean hasFailed) {
    Duration age = hasFailed && RETRY.compareTo(maxAge) < 0 ? RETRY : maxAge;
    due = nanoTime.getAsLong() + age.toNanos();
  }
}
