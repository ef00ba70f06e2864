package org.pumaguard.models.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.metrics.CacheMetrics;
import org.pumaguard.models.server.work.CacheOverview;
import org.pumaguard.models.server.work.JobListener;

/**
 * Metrics of the server, the cache and the JVM, for Prometheus. Thread-safe.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">exposition
 *     formats</a>
 */
public final class ServerMetrics implements Progress, JobListener, AutoCloseable {

  private final PrometheusMeterRegistry own = createRegistry();

  /** Its own one, also with those of the host program. */
  private final MeterRegistry registry;

  /** By {@code "METHOD ROUTE STATUS"}; a record as key would slow down the first request. */
  private final Map<String, ResponseMeters> responses = new ConcurrentHashMap<>();

  /** Bound by the first scrape. */
  private final List<JvmGcMetrics> jvmMetrics = new ArrayList<>();

  private final CacheMetrics cache = new CacheMetrics();
  private final Counter digestFailures;

  /**
   * The metrics of one server.
   *
   * @param hosts registries of the host program that receive the metrics too; closed by it
   */
  public ServerMetrics(List<MeterRegistry> hosts) {
    registry = hosts.isEmpty() ? own : composite(own, hosts);
    cache.bindTo(registry);
    digestFailures =
        counter("pumaguard.digest.failures", "Digest mismatches of fetched or stored bytes");
  }

  private static MeterRegistry composite(MeterRegistry own, List<MeterRegistry> hosts) {
    CompositeMeterRegistry all = new CompositeMeterRegistry();
    all.add(own);
    hosts.forEach(all::add);
    return all;
  }

  /** Leaves out two metrics of Micrometer whose names break the conventions of Prometheus. */
  private static PrometheusMeterRegistry createRegistry() {
    PrometheusMeterRegistry created = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    created
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
        .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    return created;
  }

  /** Registers the gauges of the cache; each scrape reads their values. */
  public void bindTo(CacheOverview overview) {
    gauge(
        "pumaguard.ready",
        "1 if all required models are cached",
        overview,
        o -> o.isReady() ? 1 : 0);
    gauge(
        "pumaguard.registry.readable",
        "1 if the last reading of the registry succeeded",
        overview,
        o -> o.isRegistryReadable() ? 1 : 0);
    gauge(
        "pumaguard.registry.last.read.seconds",
        "Time of the last successful reading of the registry, in seconds since the epoch",
        overview,
        CacheOverview::lastRegistrySeconds);
    gauge(
        "pumaguard.scrub.last.run.seconds",
        "Time of the last scrubbing of a model, in seconds since the epoch",
        overview,
        CacheOverview::lastScrubSeconds);
    cache.observe(overview);
  }

  /** Counts a response. */
  public void recordResponse(
      String method, String route, int status, long bytes, Duration duration) {
    ResponseMeters meters =
        responses.computeIfAbsent(
            method + ' ' + route + ' ' + status,
            key -> ResponseMeters.register(method, route, status, registry));
    meters.requests().record(duration);
    meters.sent().increment((double) bytes);
  }

  @Override
  public void onDigestMismatch(int count) {
    digestFailures.increment(count);
  }

  @Override
  public void onVerified(VerifyResult.Result result) {
    Counter.builder("pumaguard.verifications")
        .description("Verifications, by result")
        .tag("result", result.text().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  @Override
  public void on(Event event) {
    cache.on(event);
  }

  @Override
  public void warn(String message) {}

  /** All metrics in the Prometheus text format. */
  public String scrape() {
    bindJvm();
    return own.scrape();
  }

  /** Deferred to the first scrape, because it would make start-up a tenth longer. */
  private synchronized void bindJvm() {
    if (!jvmMetrics.isEmpty()) {
      return;
    }
    new ClassLoaderMetrics().bindTo(own);
    new JvmMemoryMetrics().bindTo(own);
    new JvmThreadMetrics().bindTo(own);
    bindProcessor();
    new UptimeMetrics().bindTo(own);
    JvmGcMetrics collections = new JvmGcMetrics();
    jvmMetrics.add(collections);
    collections.bindTo(own);
  }

  /** The two metrics that the filter denies, under conventional names. */
  private void bindProcessor() {
    new ProcessorMetrics().bindTo(registry);
    FunctionCounter.builder(
            "process.cpu",
            ProcessHandle.current(),
            process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3)
        .description("CPU time of the process")
        .baseUnit("seconds")
        .register(own);
    Gauge.builder("system.cpus", Runtime.getRuntime(), Runtime::availableProcessors)
        .description("Processors available to the process")
        .register(own);
  }

  @Override
  public synchronized void close() {
    jvmMetrics.forEach(JvmGcMetrics::close);
    registry.getMeters().forEach(registry::remove);
    registry.close();
    own.close();
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

  /** The meters of one method, route and status; a lookup in the registry is slower. */
  private record ResponseMeters(Timer requests, Counter sent) {

    static ResponseMeters register(
        String method, String route, int status, MeterRegistry registry) {
      return new ResponseMeters(
          Timer.builder("pumaguard.http.requests")
              .description("Duration of requests")
              .tag("method", method)
              .tag("route", route)
              .tag("status", String.valueOf(status))
              .register(registry),
          Counter.builder("pumaguard.http.sent")
              .description("Bytes of response bodies")
              .baseUnit("bytes")
              .tag("route", route)
              .register(registry));
    }
  }
}
