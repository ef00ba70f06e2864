package org.pumaguard.models.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.pumaguard.models.Composition;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.mirror.ContentLookup;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.source.RegistryView;
import org.pumaguard.models.server.http.AccessLog;
import org.pumaguard.models.server.http.EventStream;
import org.pumaguard.models.server.http.HttpServer;
import org.pumaguard.models.server.metrics.ServerMetrics;
import org.pumaguard.models.server.settings.ServerSettings;
import org.pumaguard.models.server.web.DownloadHandler;
import org.pumaguard.models.server.web.ModelsHandler;
import org.pumaguard.models.server.web.MonitoringHandler;
import org.pumaguard.models.server.web.PullThrough;
import org.pumaguard.models.server.web.RegistryDocument;
import org.pumaguard.models.server.web.RouteHandlers;
import org.pumaguard.models.server.web.StatusHandler;
import org.pumaguard.models.server.web.StorageCapacity;
import org.pumaguard.models.server.work.CacheOverview;
import org.pumaguard.models.server.work.CurrentRegistry;
import org.pumaguard.models.server.work.DaemonThreads;
import org.pumaguard.models.server.work.EventHub;
import org.pumaguard.models.server.work.Jobs;
import org.pumaguard.models.server.work.LastFailures;
import org.pumaguard.models.server.work.ModelKeeper;
import org.pumaguard.models.server.work.Scrubber;
import org.pumaguard.models.server.work.TrafficHistory;

/**
 * A shared cache server. It fetches the wanted models in the background from the start, keeps them
 * current and verified, and serves their bytes, an API and a web page over HTTP.
 *
 * <p>Several servers may run in one process. Thread-safe.
 */
public final class ModelServer implements AutoCloseable {

  /** Maximum number of concurrent jobs started on request or by pull-through. */
  private static final int JOBS = 16;

  private final ModelCache cache;
  private final ModelKeeper upkeep;
  private final CacheOverview overview;
  private final HttpServer front;
  private final AccessLog log;
  private final OpenParts parts;
  private boolean isClosed;

  private ModelServer(
      ModelCache cache,
      ModelKeeper upkeep,
      CacheOverview overview,
      HttpServer front,
      AccessLog log,
      OpenParts parts) {
    this.cache = cache;
    this.upkeep = upkeep;
    this.overview = overview;
    this.front = front;
    this.log = log;
    this.parts = parts;
  }

  /**
   * Starts a server for the models of a registry, which is read in the background and retried until
   * that succeeds.
   *
   * @param models the cache; the server opens and closes it
   * @throws UncheckedIOException if the address cannot be bound, with a {@link BindException} as
   *     its cause, or if the access log cannot be opened
   */
  public static ModelServer start(Models models, ServerSettings settings) {
    return start(models, settings, unchecked -> {});
  }

  /**
   * As {@link #start(Models, ServerSettings)}, if a check accepts the registry.
   *
   * @param check runs before the server listens; what it throws ends the start
   */
  static ModelServer start(Models models, ServerSettings settings, Consumer<RegistryView> check) {
    return start(models, List.of(), settings, check);
  }

  /**
   * As {@link #start(Models, ServerSettings)}, and adds the metrics of the server and the cache to
   * a registry of the host program.
   *
   * @param host closed by the caller
   */
  public static ModelServer start(Models models, MeterRegistry host, ServerSettings settings) {
    return start(models, List.of(host), settings, unchecked -> {});
  }

  private static ModelServer start(
      Models models,
      List<MeterRegistry> hosts,
      ServerSettings settings,
      Consumer<RegistryView> check) {
    OpenParts parts = new OpenParts();
    try {
      return start(models, hosts, settings, check, parts);
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  private static ModelServer start(
      Models models,
      List<MeterRegistry> hosts,
      ServerSettings settings,
      Consumer<RegistryView> check,
      OpenParts parts) {
    ServerMetrics meters = parts.add(new ServerMetrics(hosts));
    TrafficHistory traffic = new TrafficHistory(System::nanoTime);
    EventHub events = new EventHub(List.of(meters, traffic), Clock.systemUTC());
    Composition composition = parts.add(models.progress(events).compose());
    Adapters adapters = composition.get(Adapters.class);
    ExecutorService jobThreads =
        parts.add(Executors.newFixedThreadPool(JOBS, DaemonThreads.daemons("job")));
    CacheFactory factory = composition.get(CacheFactory.class);
    CurrentRegistry current =
        new CurrentRegistry(
            factory.registry(composition::readRegistry, ChronoUnit.FOREVER.getDuration()));
    check.accept(current);
    ModelCache cache = factory.cache(current);
    cache.limitRate(composition.settings().network().limitRate());
    ContentLookup mirror = cache.mirror();
    LastFailures troubles = new LastFailures(adapters.clock());
    Jobs jobs = new Jobs(cache, jobThreads, events, troubles, meters);
    ModelKeeper upkeep =
        parts.add(new ModelKeeper(cache, current, settings, events, jobs, new Random()));
    Scrubber scrubbing =
        parts.add(new Scrubber(cache, settings.scrubInterval(), jobs, adapters.clock()));
    CacheOverview overview = new CacheOverview(cache, mirror, upkeep, settings, current, scrubbing);
    meters.bindTo(overview);
    EventStream stream = new EventStream(events);
    AccessLog log = parts.add(settings.accessLog().map(AccessLog::open).orElseGet(AccessLog::none));
    RouteHandlers handlers =
        new RouteHandlers(
            current,
            new ModelsHandler(cache, mirror, upkeep, jobs, troubles, events),
            new StatusHandler(
                settings,
                current,
                upkeep,
                overview,
                scrubbing,
                new StorageCapacity(
                    composition.settings().cache().quota(), adapters.directory().space())),
            new MonitoringHandler(current, overview, meters, stream, traffic),
            settings.pullThrough()
                ? new DownloadHandler(
                    mirror, traffic::addServed, new PullThrough(jobs, settings.idle()))
                : new DownloadHandler(mirror, traffic::addServed),
            new RegistryDocument(current, adapters.registryWriter()));
    HttpServer front = new HttpServer(settings, handlers, stream, meters, log);
    listen(front, settings);
    parts.add(front);
    upkeep.start();
    scrubbing.start();
    return new ModelServer(cache, upkeep, overview, front, log, parts);
  }

  /** The base URI of the server; ends with a slash. */
  public URI uri() {
    return front.uri();
  }

  /** The cache of the server, for use in the same process. */
  public ModelCache cache() {
    return cache;
  }

  /** Whether all wanted models are cached and verified. */
  public boolean isReady() {
    return overview.isReady();
  }

  /**
   * Requests a refresh: the registry is read and the wanted models are updated in the background.
   */
  public void refresh() {
    upkeep.wake();
  }

  /**
   * Opens the access log again under its name, after it was rotated. A failure is logged; the log
   * then goes on in the file that is open.
   */
  public void reopenAccessLog() {
    log.reopen();
  }

  /**
   * Limits the download rate.
   *
   * @param bytesPerSecond at least 1; empty for no limit
   */
  public void limitRate(OptionalLong bytesPerSecond) {
    cache.limitRate(bytesPerSecond);
  }

  /**
   * Stops the server. New requests are refused, and running transfers may continue for the grace
   * period of the settings. Fetches are interrupted; their partials are kept. Closes everything
   * that the server opened. A second call does nothing.
   */
  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      parts.close();
    }
  }

  private static void listen(HttpServer front, ServerSettings settings) {
    try {
      front.start();
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException failure) {
          BindException known =
              new BindException(
                  settings.host() + ":" + settings.port() + ": " + failure.getMessage());
          known.initCause(e);
          throw new UncheckedIOException(known.getMessage(), known);
        }
      }
      throw e;
    }
  }
}
