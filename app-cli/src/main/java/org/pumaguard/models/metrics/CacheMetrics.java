package org.pumaguard.models.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.Progress;

/**
 * Metrics of one cache for Micrometer. It is a progress listener of the cache, whose events it
 * counts, and it is given the cache, whose disk usage and models its gauges show:
 *
 * <pre>{@code
 * CacheMetrics metrics = new CacheMetrics();
 * ModelCache models = Models.at(directory).registry(uri).progress(metrics).open();
 * metrics.observe(models).bindTo(meterRegistry);
 * }</pre>
 *
 * <p>Counts from its creation on, however late it is bound. Thread-safe.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tag</th><th>value</th></tr>
 * <tr><td>pumaguard.fetched</td><td>source</td><td>bytes fetched and verified</td></tr>
 * <tr><td>pumaguard.reused</td><td></td><td>bytes taken from disk instead of a source</td></tr>
 * <tr><td>pumaguard.fetches</td><td>result: finished, failed</td><td>fetches of models</td></tr>
 * <tr><td>pumaguard.fetch.retries</td><td></td><td>retries of a source</td></tr>
 * <tr><td>pumaguard.fetch.source.switches</td><td></td><td>changes of the source</td></tr>
 * <tr><td>pumaguard.cache.bytes</td><td></td><td>bytes of cached models</td></tr>
 * <tr><td>pumaguard.cache.disk.bytes</td><td></td><td>bytes of the cache directory</td></tr>
 * <tr><td>pumaguard.cache.partial.bytes</td><td></td><td>bytes of unfinished downloads</td></tr>
 * <tr><td>pumaguard.models</td><td>state</td><td>models of the registry</td></tr>
 * </table>
 */
public final class CacheMetrics implements Progress, MeterBinder {

  private final Tags tags;
  private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
  private final Map<String, LongAdder> fetched = new ConcurrentHashMap<>();
  private final Set<ModelName> started = ConcurrentHashMap.newKeySet();
  private final LongAdder finished = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder reused = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder switches = new LongAdder();
  private volatile Figures figures = Figures.NONE;

  /** Metrics without further tags. */
  public CacheMetrics() {
    this(Tags.empty());
  }

  /** Metrics with tags of the program, such as one that tells two caches apart. */
  public CacheMetrics(Iterable<Tag> tags) {
    this.tags = Tags.of(tags);
  }

  /**
   * Shows the disk usage and the models of a cache. They are read again when they are older than 5
   * s; without a registry or directory that can be read, and after the cache was closed, they are
   * zero.
   *
   * @return this
   */
  public CacheMetrics observe(ModelCache cache) {
    return observe(figures(cache));
  }

  /**
   * Shows these figures.
   *
   * @return this
   */
  public CacheMetrics observe(Figures values) {
    figures = values;
    return this;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    registries.add(registry);
    fetched.forEach((source, bytes) -> countFetched(source, bytes, registry));
    FunctionCounter.builder("pumaguard.reused", reused, LongAdder::doubleValue)
        .description("Bytes taken from disk instead of a source")
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
    countFetches("finished", finished, registry);
    countFetches("failed", failed, registry);
    count("pumaguard.fetch.retries", "Retries of a source", retries, registry);
    count(
        "pumaguard.fetch.source.switches",
        "Fetches continued from another source",
        switches,
        registry);
    gauge("pumaguard.cache.bytes", "Bytes of cached models", u -> u.usage().bytes(), registry);
    gauge(
        "pumaguard.cache.disk.bytes",
        "Bytes of the cache directory",
        u -> u.usage().diskBytes(),
        registry);
    gauge(
        "pumaguard.cache.partial.bytes",
        "Bytes of unfinished downloads",
        u -> u.usage().partialBytes(),
        registry);
    for (ModelState state : ModelState.values()) {
      Gauge.builder("pumaguard.models", this, metrics -> metrics.figures.count(state))
          .description("Models of the registry, by state")
          .tags(tags.and("state", state.text()))
          .register(registry);
    }
  }

  @Override
  public void on(Event event) {
    switch (event.kind()) {
      case STARTED -> started.add(event.model());
      case FINISHED -> countEnd(event, finished);
      case FAILED -> countEnd(event, failed);
      case VERIFIED ->
          event
              .source()
              .ifPresent(source -> bytesFrom(source).add(event.fragmentBytes().orElse(0)));
      case REUSED -> reused.add(event.fragmentBytes().orElse(0));
      case RETRY -> retries.increment();
      case SOURCE_SWITCHED -> switches.increment();
      case PROGRESS -> {}
    }
  }

  @Override
  public void warn(String message) {}

  /** A model may fail without a fetch, such as one that was verified. */
  private void countEnd(Event event, LongAdder ends) {
    if (started.remove(event.model())) {
      ends.increment();
    }
  }

  private LongAdder bytesFrom(String source) {
    LongAdder known = fetched.get(source);
    if (known != null) {
      return known;
    }
    LongAdder bytes = fetched.computeIfAbsent(source, name -> new LongAdder());
    registries.forEach(registry -> countFetched(source, bytes, registry));
    return bytes;
  }

  private void countFetched(String source, LongAdder bytes, MeterRegistry registry) {
    FunctionCounter.builder("pumaguard.fetched", bytes, LongAdder::doubleValue)
        .description("Bytes fetched and verified, by source")
        .baseUnit("bytes")
        .tags(tags.and("source", source))
        .register(registry);
  }

  private void countFetches(String result, LongAdder ends, MeterRegistry registry) {
    FunctionCounter.builder("pumaguard.fetches", ends, LongAdder::doubleValue)
        .description("Fetches of models, by result")
        .tags(tags.and("result", result))
        .register(registry);
  }

  private void count(String name, String description, LongAdder value, MeterRegistry registry) {
    FunctionCounter.builder(name, value, LongAdder::doubleValue)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void gauge(
      String name, String description, ToDoubleFunction<Figures> value, MeterRegistry registry) {
    Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.figures))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** The figures of a cache. Each needs a walk through it, and is reused for 5 s. */
  public static Figures figures(ModelCache cache) {
    return new ObservedCache(cache);
  }

  /** What the gauges show. Each method returns quickly and throws nothing. */
  public interface Figures {

    /** Zero everywhere. */
    Figures NONE =
        new Figures() {
          @Override
          public CacheUsage usage() {
            return ObservedCache.NO_USAGE;
          }

          @Override
          public long count(ModelState state) {
            return 0;
          }
        };

    /** The disk usage of the cache. */
    CacheUsage usage();

    /** The number of registered models in a state. */
    long count(ModelState state);
  }
}
