package org.pumaguard.models.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.pumaguard.models.domain.cache.CacheException;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.CacheSettings;
import org.pumaguard.models.domain.cache.Mirror;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.cache.RegistryLoader;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Adapters;

/**
 * A cache that others share: makes the wanted models available in the background from the moment it
 * starts, keeps them up to date and whole, and serves their bytes, an API and a page over HTTP.
 *
 * <p>Any number of servers may run in one process. Safe for use by many threads.
 */
public final class ModelServer implements AutoCloseable {

  /** So many things that were asked for by hand or by pulling go on at once. */
  private static final int JOBS = 16;

  private static final int CLOSE_SECONDS = 5;

  private final ModelCache cache;
  private final Upkeep upkeep;
  private final Overview overview;
  private final HttpFront front;
  private final String host;
  private final List<AutoCloseable> parts;
  private boolean isClosed;

  private ModelServer(
      ModelCache cache,
      Upkeep upkeep,
      Overview overview,
      HttpFront front,
      String host,
      List<AutoCloseable> parts) {
    this.cache = cache;
    this.upkeep = upkeep;
    this.overview = overview;
    this.front = front;
    this.host = host;
    this.parts = List.copyOf(parts);
  }

  /**
   * Starts a server of the models of a registry.
   *
   * @param adapters what the cache needs from the world; its progress is told what happens
   * @param registry a file, a folder that holds a {@value RegistryLoader#FILE_NAME}, or a URL; read
   *     in the background, again and again until it works
   * @throws UncheckedIOException when the address can't be listened at, with a {@link
   *     java.net.BindException} as its cause, or the access log can't be opened
   */
  public static ModelServer start(Adapters adapters, Location registry, ServerSettings settings) {
    return start(adapters, CacheSettings.DEFAULT, loader -> loader.load(registry, false), settings);
  }

  /**
   * Starts a server with a cache that behaves as these settings say.
   *
   * @param registry reads the registry anew; is asked at the start and for each refresh
   * @throws UncheckedIOException as {@link #start(Adapters, Location, ServerSettings)} does
   */
  public static ModelServer start(
      Adapters adapters,
      CacheSettings cacheSettings,
      Function<RegistryLoader, SourceRegistry> registry,
      ServerSettings settings) {
    List<AutoCloseable> parts = new ArrayList<>();
    try {
      return start(adapters, cacheSettings, registry, settings, parts);
    } catch (RuntimeException | Error e) {
      closeAll(parts);
      throw e;
    }
  }

  private static ModelServer start(
      Adapters adapters,
      CacheSettings cacheSettings,
      Function<RegistryLoader, SourceRegistry> registry,
      ServerSettings settings,
      List<AutoCloseable> parts) {
    Meters meters = opened(new Meters(), parts);
    EventHub events = new EventHub(List.of(adapters.progress(), meters), adapters.clock());
    Adapters told = adapters.with(events);
    ExecutorService fetching =
        opened(Executors.newCachedThreadPool(Threads.daemons("fetch")), parts);
    ExecutorService jobThreads =
        opened(Executors.newFixedThreadPool(JOBS, Threads.daemons("job")), parts);
    CacheFactory factory = new CacheFactory(told, cacheSettings, fetching);
    RegistryLoader loader = factory.registryLoader();
    CurrentRegistry current = new CurrentRegistry(() -> registry.apply(loader), adapters.clock());
    ModelCache cache = factory.cache(current);
    Mirror mirror = cache.mirror();
    Troubles troubles = new Troubles(adapters.clock());
    Jobs jobs = new Jobs(cache, jobThreads, events, troubles, meters);
    Upkeep upkeep = new Upkeep(cache, current, settings, events, jobs, new Random());
    parts.add(upkeep);
    Scrubbing scrubbing = new Scrubbing(cache, settings.scrubInterval(), jobs, adapters.clock());
    parts.add(scrubbing);
    Overview overview = new Overview(cache, mirror, upkeep, settings, current, scrubbing);
    meters.watch(overview);
    EventStream stream = new EventStream(events);
    Optional<AccessLog> log = settings.accessLog().map(ModelServer::accessLog);
    log.ifPresent(parts::add);
    Handlers handlers =
        new Handlers(
            current,
            new Api(
                cache,
                current,
                settings,
                cacheSettings.quota(),
                upkeep,
                jobs,
                troubles,
                events,
                overview,
                scrubbing,
                adapters.directory().space()),
            new ModelFiles(
                mirror,
                settings.pullThrough()
                    ? Optional.of(new PullThrough(jobs, settings.idle()))
                    : Optional.empty()),
            new RegistryPage(current, adapters.registryWriter()),
            new Assets(),
            meters,
            stream);
    HttpFront front = new HttpFront(settings, handlers, stream, meters, log);
    listen(front, settings);
    parts.add(front);
    upkeep.start();
    scrubbing.start();
    return new ModelServer(cache, upkeep, overview, front, settings.host(), parts);
  }

  /** Where it is to be reached; ends in a slash. */
  public URI uri() {
    InetSocketAddress address = front.address();
    String name = address.getAddress().isAnyLocalAddress() ? "localhost" : host;
    String shown = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    return URI.create("http://" + shown + ":" + address.getPort() + "/");
  }

  /** Its cache, for use in the same process. */
  public ModelCache cache() {
    return cache;
  }

  /** Whether all wanted models are there, whole and verified. */
  public boolean isReady() {
    return overview.isReady();
  }

  /** Reads the registry again soon, and brings the wanted models up to date, in the background. */
  public void refresh() {
    upkeep.wake();
  }

  /**
   * Sets how many bytes a second may come from the network.
   *
   * @param bytesPerSecond at least 1; none for no limit
   */
  public void limitRate(OptionalLong bytesPerSecond) {
    cache.limitRate(bytesPerSecond);
  }

  /**
   * Stops: answers nothing new, lets transfers go on for the grace of its settings, and closes all
   * that it opened. Fetches are interrupted; what they brought stays. Closing it again does
   * nothing.
   */
  @Override
  public synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      closeAll(parts);
    }
  }

  private static void listen(HttpFront front, ServerSettings settings) {
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

  private static AccessLog accessLog(Path file) {
    try {
      return AccessLog.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e, e);
    }
  }

  private static ExecutorService opened(ExecutorService executor, List<AutoCloseable> parts) {
    parts.add(() -> shutDown(executor));
    return executor;
  }

  private static Meters opened(Meters meters, List<AutoCloseable> parts) {
    parts.add(meters);
    return meters;
  }

  private static void shutDown(ExecutorService executor) throws InterruptedException {
    executor.shutdownNow();
    executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /** The last that was opened first. */
  private static void closeAll(List<AutoCloseable> parts) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      try {
        parts.get(i).close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        throw new CacheException(
            CacheException.Kind.STORAGE, "the server can't be closed: " + e, "", e);
      }
    }
  }
}
