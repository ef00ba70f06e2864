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
import org.pumaguard.models.domain.port.CacheRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads each cached model again when it was last read so long ago, one after the other, and mends
 * what is damaged. When that was is recorded in the cache, so that a restart changes nothing. It
 * rests four times as long as it reads: the priority of a thread means nothing to a disk.
 */
public final class Scrubber implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(10);
  private static final int REST = 4;

  private final ModelCache cache;
  private final Duration interval;
  private final Jobs jobs;
  private final Clock clock;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.daemons("scrub"));
  private volatile Report report = new Report(Optional.empty(), 0, 0, 0);

  public Scrubber(ModelCache cache, Duration interval, Jobs jobs, Clock clock) {
    this.cache = cache;
    this.interval = interval;
    this.jobs = jobs;
    this.clock = clock;
  }

  public void start() {
    if (!interval.isZero()) {
      long millis = Math.max(1, Math.min(interval.toMillis() / 4, LONGEST_SLEEP.toMillis()));
      ScheduledFuture<?> unused =
          executor.scheduleWithFixedDelay(this::scrub, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  public Report report() {
    return report;
  }

  private void scrub() {
    try {
      for (Model model : cache.registry().models()) {
        if (isDue(model)) {
          long start = System.nanoTime();
          scrub(model);
          TimeUnit.NANOSECONDS.sleep((System.nanoTime() - start) * REST);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CacheException e) {
      LOG.debug("scrubbing has to wait: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("scrubbing failed", e);
    }
  }

  private boolean isDue(Model model) {
    Instant before = clock.instant().minus(interval);
    return cache
        .status(model.name())
        .entry()
        .map(CacheRegistry.Entry::verifiedAt)
        .filter(before::isAfter)
        .isPresent();
  }

  private void scrub(Model model) {
    List<VerifyResult> results = cache.repair(List.of(model.name()));
    jobs.note(results);
    for (VerifyResult verified : results) {
      boolean isRepaired = verified.result() == VerifyResult.Result.REPAIRED;
      boolean isDamaged = verified.result() == VerifyResult.Result.DAMAGED;
      report = report.with(clock.instant(), isDamaged, isRepaired);
      if (isRepaired) {
        LOG.warn(
            "{} was damaged; {} bytes were fetched to mend it",
            model.name(),
            verified.bytesFetched());
      } else if (isDamaged) {
        LOG.error("{} is damaged and could not be mended", model.name());
      }
      if (isRepaired || cache.status(model.name()).state() != ModelState.CACHED) {
        jobs.tellState(model.name());
      }
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /**
   * What scrubbing has found since the start.
   *
   * @param lastRunAt when a model was last read
   * @param checked how many were read
   * @param damaged how many were damaged and could not be mended
   * @param repaired how many were damaged and mended
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
