package org.pumaguard.models.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.server.work.CacheOverview;
import org.pumaguard.models.server.work.JobListener;

/**
 * What is counted, in the names of Prometheus. Safe for use by many threads.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">exposition
 *     formats</a>
 */
public final class ServerMetrics implements Progress, JobListener, AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** By method, route and status in one text: what else could be a key takes longer at first. */
  private final Map<String, Answers> answers = new ConcurrentHashMap<>();

  private Optional<JvmGcMetrics> collections = Optional.empty();
  private final Counter reused =
      Counter.builder("pumaguard.reused")
          .description("Bytes found on disk, not fetched")
          .baseUnit("bytes")
          .register(registry);
  private final Counter retries = counter("pumaguard.fetch.retries", "Further tries of a source");
  private final Counter switches =
      counter("pumaguard.fetch.source.switches", "Fetches that went on with another source");
  private final Counter digestFailures =
      counter("pumaguard.digest.failures", "Times that bytes were not what the registry says");

  /** Shows figures of the cache from now on, as they are when somebody asks. */
  public void watch(CacheOverview overview) {
    gauge("pumaguard.ready", "1 when all wanted models are there", overview, CacheOverview::ready);
    gauge("pumaguard.cache.bytes", "Bytes of models", overview, o -> o.usage().bytes());
    gauge("pumaguard.cache.disk.bytes", "Bytes on disk", overview, o -> o.usage().diskBytes());
    gauge(
        "pumaguard.cache.partial.bytes",
        "Bytes of unfinished downloads",
        overview,
        o -> o.usage().partialBytes());
    gauge(
        "pumaguard.scrub.last.run.seconds",
        "When scrubbing last read a model, in seconds since the epoch",
        overview,
        CacheOverview::lastScrub);
    for (ModelState state : ModelState.values()) {
      Gauge.builder("pumaguard.models", overview, o -> o.count(state))
          .description("Models of the registry by state")
          .tag("state", state.text())
          .register(registry);
    }
  }

  /** A request was answered. */
  public void answered(String method, String route, int status, long bytes, Duration took) {
    Answers meters =
        answers.computeIfAbsent(
            method + ' ' + route + ' ' + status,
            kind -> new Answers(method, route, status, registry));
    meters.requests().record(took);
    meters.sent().increment((double) bytes);
  }

  @Override
  public void digestFailures(int times) {
    digestFailures.increment(times);
  }

  @Override
  public void verified(VerifyResult.Result result) {
    Counter.builder("pumaguard.verifications")
        .description("Models that were read in full, by what was found")
        .tag("result", result.text().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  @Override
  public void on(Event event) {
    switch (event.kind()) {
      case VERIFIED -> {
        if (event.source().isPresent()) {
          Counter.builder("pumaguard.fetched")
              .description("Bytes fetched and found right, by source")
              .baseUnit("bytes")
              .tag("source", event.source().get())
              .register(registry)
              .increment((double) event.bytes().orElse(0));
        }
      }
      case REUSED -> reused.increment((double) event.bytes().orElse(0));
      case RETRY -> retries.increment();
      case SOURCE_SWITCHED -> switches.increment();
      case STARTED, PROGRESS, FINISHED, FAILED -> {}
    }
  }

  @Override
  public void warn(String message) {}

  /** All figures, as Prometheus reads them. */
  public String text() {
    bindJvm();
    return registry.scrape();
  }

  /** Only when somebody asks, since it would take a tenth of the start. */
  private synchronized void bindJvm() {
    if (collections.isPresent()) {
      return;
    }
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    JvmGcMetrics listening = new JvmGcMetrics();
    collections = Optional.of(listening);
    listening.bindTo(registry);
  }

  @Override
  public synchronized void close() {
    collections.ifPresent(JvmGcMetrics::close);
    registry.close();
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private void gauge(
      String name,
      String description,
      CacheOverview overview,
      ToDoubleFunction<CacheOverview> value) {
    Gauge.builder(name, overview, value).description(description).register(registry);
  }

  /** What is counted of one kind of answer; to look these up by name takes longer than to count. */
  private record Answers(Timer requests, Counter sent) {

    Answers(String method, String route, int status, PrometheusMeterRegistry registry) {
      this(
          Timer.builder("pumaguard.http.requests")
              .description("Requests")
              .tag("method", method)
              .tag("route", route)
              .tag("status", String.valueOf(status))
              .register(registry),
          Counter.builder("pumaguard.http.sent")
              .description("Bytes of answers")
              .baseUnit("bytes")
              .tag("route", route)
              .register(registry));
    }
  }
}
