package org.pumaguard.models.server.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.RecordedTimes;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies each cached model again when its last verification is older than the interval, one model
 * at a time, and repairs damage. The time of the last verification is in the cache registry, so a
 * restart does not reset it. After each model the scrubber pauses for four times as long as the
 * reading took, because a thread's priority has no effect on disk traffic.
 */
public final class Scrubber implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
  private static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(10);
  private static final int PAUSE_FACTOR = 4;

  private final ModelCache cache;
  private final Duration interval;
  private final Jobs jobs;
  private final Clock clock;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.daemons("scrub"));
  private volatile Report report = new Report(Optional.empty(), 0, 0, 0);

  /**
   * A scrubber that does not run yet.
   *
   * @param interval maximum age of a verification; zero disables scrubbing
   */
  public Scrubber(ModelCache cache, Duration interval, Jobs jobs, Clock clock) {
    this.cache = cache;
    this.interval = interval;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** Starts the periodic search for models that are due. */
  public void start() {
    if (!interval.isZero()) {
      long millis = Math.max(1, Math.min(interval.toMillis() / 4, MAX_POLL_INTERVAL.toMillis()));
      ScheduledFuture<?> unused =
          executor.scheduleWithFixedDelay(this::scrubDue, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** The results since the start. */
  public Report report() {
    return report;
  }

  private void scrubDue() {
    try {
      for (Model model : cache.registry().models()) {
        if (isDue(model)) {
          long start = System.nanoTime();
          scrub(model);
          TimeUnit.NANOSECONDS.sleep((System.nanoTime() - start) * PAUSE_FACTOR);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CacheException e) {
      LOG.debug("scrubbing postponed: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      // A periodic task that throws would never run again.
      LOG.error("scrubbing failed", e);
    }
  }

  private boolean isDue(Model model) {
    Instant now = clock.instant();
    return cache
        .status(model.name())
        .entry()
        .map(CacheRegistry.Entry::verifiedAt)
        .filter(verified -> RecordedTimes.isOlder(verified, interval, now))
        .isPresent();
  }

  private void scrub(Model model) {
    List<VerifyResult> results = cache.repair(List.of(model.name()));
    jobs.recordResults(results);
    for (VerifyResult verified : results) {
      boolean isRepaired = verified.result() == VerifyResult.Result.REPAIRED;
      boolean isDamaged = verified.result() == VerifyResult.Result.DAMAGED;
      report = report.with(clock.instant(), isDamaged, isRepaired);
      if (isRepaired) {
        LOG.warn(
            "{} was damaged and is repaired; {} bytes fetched",
            model.name(),
            verified.bytesFetched());
      } else if (isDamaged) {
        LOG.error("{} is damaged and could not be repaired", model.name());
      }
      if (isRepaired || cache.status(model.name()).state() != ModelState.CACHED) {
        jobs.publishState(model.name());
      }
    }
  }

  /** Interrupts the running verification. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  /**
   * The results of scrubbing since the start.
   *
   * @param lastRunAt time of the last verification; empty before the first
   * @param checked number of models read
   * @param damaged number of models that were damaged and could not be repaired
   * @param repaired number of models that were damaged and are repaired
   */
  public record Report(Optional<Instant> lastRunAt, long checked, long damaged, long repaired) {

    private Report with(Instant at, boolean isDamaged, boolean isRepaired) {
      return new Report(
          Optional.of(at),
          checked + 1,
          damaged + (isDamaged ? 1 : 0),
          repaired + (isRepaired ? 1 : 0));
    }
  }
}
