package org.pumaguard.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.multibindings.Multibinder;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheException.Kind;
import org.pumaguard.models.domain.api.CallOptions;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.cache.ModelNames;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.Retention;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * Every public method of the cache in each trouble: it returns, or throws a {@code CacheException}
 * of a fitting kind, in time.
 */
class FailureMatrixTest {

  private static final ModelName CACHED = ModelName.parse("cached.h5");
  private static final ModelName MISSING = ModelName.parse("missing.h5");
  private static final String FREE = "free.bin";
  private static final int SECONDS = 60;

  @TempDir private Path temp;
  private final FaultyServer server;
  private SampleRegistry published;
  private int directories;

  FailureMatrixTest() throws IOException {
    server = new FaultyServer();
  }

  /** What is wrong, and what a method that cannot do its work may throw. */
  @SuppressWarnings("ImmutableEnumChecker") // Never changed after its creation.
  private enum Trouble {
    THREAD_INTERRUPTED(Kind.INTERRUPTED),
    CACHE_CLOSED(Kind.CLOSED),
    CONNECTIONS_CLOSED(Kind.CLOSED),
    EXECUTOR_SHUT_DOWN(Kind.CLOSED),
    LISTENER_THROWS,
    FETCHER_THROWS(Kind.INTERNAL);

    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);

    Trouble(Kind... kinds) {
      this.kinds.addAll(List.of(kinds));
    }
  }

  @BeforeEach
  void publish() throws IOException {
    published =
        new SampleRegistry(temp.resolve("www"))
            .fragmented(CACHED.value(), 3, 50_000, 1)
            .fragmented(MISSING.value(), 3, 50_000, 2)
            .single(FREE, 10_000, 3);
    published.registry();
    SampleRegistry.serve(published.folder(), server);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void listsEveryPublicMethod() {
    Set<String> methods =
        Arrays.stream(ModelCache.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(FailureMatrixTest::signature)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(methods, new TreeSet<>(calls().keySet()));
  }

  @TestFactory
  Stream<DynamicTest> throwsNothingElse() {
    return Arrays.stream(Trouble.values())
        .flatMap(
            trouble ->
                calls().entrySet().stream()
                    .map(
                        call ->
                            DynamicTest.dynamicTest(
                                trouble + ": " + call.getKey(),
                                () -> check(trouble, call.getKey(), call.getValue()))));
  }

  private void check(Trouble trouble, String name, Call call) throws Exception {
    Path directory = temp.resolve("cache" + directories++);
    HttpConnections connections = new HttpConnections(HttpSettings.DEFAULT);
    ExecutorService executor = CacheFactory.newExecutor();
    Models models = models(directory).executor(executor);
    try (Composition prepared =
        new Composition(models, new HttpConnections(HttpSettings.DEFAULT))) {
      prepared.get(ModelCache.class).ensure(CACHED);
    }
    ModelCache cache =
        new Composition(troubled(models, trouble), connections).get(ModelCache.class);
    cache.registry();
    switch (trouble) {
      case CACHE_CLOSED -> cache.close();
      case CONNECTIONS_CLOSED -> connections.close();
      case EXECUTOR_SHUT_DOWN -> executor.shutdown();
      default -> {}
    }
    FutureTask<Optional<CacheException>> run =
        new FutureTask<>(() -> failure(trouble, cache, call));
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    thread.start();
    try {
      Optional<CacheException> failure = run.get(SECONDS, TimeUnit.SECONDS);
      failure.ifPresent(
          thrown -> assertTrue(trouble.kinds.contains(thrown.kind()), () -> text(thrown)));
      if (trouble == Trouble.FETCHER_THROWS || trouble == Trouble.LISTENER_THROWS) {
        // What needs the fetcher fails, what does not succeeds.
        assertEquals(trouble == Trouble.FETCHER_THROWS && call.fetches(), failure.isPresent());
      }
    } finally {
      connections.close();
      executor.shutdownNow();
    }
  }

  /** Calls the method in this thread. */
  private static Optional<CacheException> failure(Trouble trouble, ModelCache cache, Call call)
      throws Exception {
    if (trouble == Trouble.THREAD_INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
    Optional<CacheException> failure = Optional.empty();
    try {
      failure = call.action().run(cache);
    } catch (CacheException e) {
      failure = Optional.of(e);
    } finally {
      assertEquals(trouble == Trouble.THREAD_INTERRUPTED, Thread.interrupted());
    }
    return failure;
  }

  private static String text(CacheException thrown) {
    StringBuilder text = new StringBuilder(thrown.kind() + ": " + thrown);
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      text.append("; ").append(cause);
    }
    return text.toString();
  }

  private Models models(Path directory) {
    return Models.at(directory)
        .registry(published.folder())
        .sources(server.location("/").uri().toString())
        .retries(0);
  }

  private Models troubled(Models models, Trouble trouble) {
    return switch (trouble) {
      case LISTENER_THROWS -> models.progress(new ThrowingListener());
      case FETCHER_THROWS ->
          models
              .sources("crash://somewhere/")
              .with(
                  binder ->
                      Multibinder.newSetBinder(binder, Fetcher.class)
                          .addBinding()
                          .toInstance(new CrashingFetcher()));
      default -> models;
    };
  }

  private Map<String, Call> calls() {
    List<ModelName> cached = List.of(CACHED);
    Sha256 free = Sha256.parse(published.digestOf(FREE));
    Location location = server.location("/" + FREE);
    Map<String, Call> calls = new LinkedHashMap<>();
    calls.put("registry()", local(ModelCache::registry));
    calls.put("refresh()", local(ModelCache::refresh));
    calls.put("ensure(ModelName)", fetching(cache -> cache.ensure(MISSING)));
    calls.put("ensure(String)", fetching(cache -> cache.ensure(MISSING.value())));
    calls.put("ensured(ModelName)", fetching(cache -> cache.ensured(MISSING)));
    calls.put(
        "ensured(ModelName,CallOptions)",
        fetching(cache -> cache.ensured(MISSING, CallOptions.DEFAULT)));
    calls.put(
        "ensureAsync(ModelName,CallOptions)",
        fetching(cache -> cache.ensureAsync(MISSING, CallOptions.DEFAULT).join()));
    calls.put("ensureAsync(String)", fetching(cache -> cache.ensureAsync(MISSING.value()).join()));
    calls.put("ensuredAtOnce(ModelName)", local(cache -> cache.ensuredAtOnce(CACHED)));
    calls.put("ensuredOrOutdated(ModelName)", fetching(cache -> cache.ensuredOrOutdated(MISSING)));
    calls.put(
        "retrieve(URI,Sha256)",
        new Call(
            cache -> none(cache.retrieve(URI.create(location.uri().toString()), free)), false));
    calls.put(
        "retrieved(Location,Sha256)",
        new Call(cache -> none(cache.retrieved(location, free)), false));
    calls.put(
        "retrieved(Location,Sha256,ModelName)",
        new Call(
            cache -> none(cache.retrieved(location, free, ModelName.parse("named.bin"))), false));
    calls.put(
        "ensureAll(Collection)",
        new Call(
            cache -> {
              List<EnsureOutcome> outcomes = cache.ensureAll(List.of(MISSING, CACHED));
              assertEquals(Optional.empty(), outcomes.get(1).failure());
              return outcomes.get(0).failure();
            },
            true));
    calls.put(
        "ensureAll(Collection,Consumer)",
        new Call(
            cache -> {
              List<EnsureOutcome> outcomes = new ArrayList<>();
              cache.ensureAll(List.of(MISSING), outcomes::add);
              return outcomes.get(0).failure();
            },
            true));
    calls.put(
        "select(Collection,Scope)",
        local(cache -> cache.select(List.of(CACHED.value()), ModelNames.Scope.CACHED)));
    calls.put("isLeased(ModelName)", local(cache -> cache.isLeased(CACHED)));
    calls.put("find(ModelName)", local(cache -> cache.find(CACHED)));
    calls.put("find(String)", local(cache -> cache.find(CACHED.value())));
    calls.put("list()", local(ModelCache::list));
    calls.put("status(ModelName)", local(cache -> cache.status(MISSING)));
    calls.put("status(String)", local(cache -> cache.status(MISSING.value())));
    calls.put("verify(Collection)", local(cache -> cache.verify(cached)));
    calls.put("repair(Collection)", local(cache -> cache.repair(cached)));
    calls.put("clear(Collection,boolean)", local(cache -> cache.clear(cached, false)));
    calls.put("lease(ModelName)", local(cache -> cache.lease(CACHED)));
    calls.put("lease(String)", local(cache -> cache.lease(CACHED.value())));
    calls.put("prune(Retention,boolean)", local(cache -> cache.prune(Retention.DEFAULT, false)));
    calls.put("usage()", local(ModelCache::usage));
    calls.put(
        "pin(Collection,boolean)",
        local(
            cache -> {
              cache.pin(cached, true);
              return cached;
            }));
    calls.put(
        "limitRate(OptionalLong)",
        local(
            cache -> {
              cache.limitRate(OptionalLong.empty());
              return cached;
            }));
    calls.put("rollback(ModelName)", unknown(cache -> cache.rollback(CACHED)));
    calls.put("rollback(String)", unknown(cache -> cache.rollback(CACHED.value())));
    calls.put("mirror()", local(ModelCache::mirror));
    calls.put("bundler()", local(ModelCache::bundler));
    calls.put(
        "doctor(RegistryLoader)",
        // Performs no I/O.
        local(cache -> cached));
    calls.put(
        "close()",
        local(
            cache -> {
              cache.close();
              return cached;
            }));
    calls.put("closing(Runnable)", local(cache -> cache.closing(() -> {})));
    return calls;
  }

  private static <T> Optional<CacheException> none(T result) {
    assertTrue(result != null);
    return Optional.empty();
  }

  private static Call local(Returning<?> action) {
    return new Call(cache -> none(action.run(cache)), false);
  }

  private static Call fetching(Returning<?> action) {
    return new Call(cache -> none(action.run(cache)), true);
  }

  /** Nothing is kept to roll back to, which is the right answer. */
  private static Call unknown(Returning<?> action) {
    return new Call(
        cache -> {
          try {
            return none(action.run(cache));
          } catch (CacheException e) {
            return e.kind() == Kind.UNKNOWN_MODEL ? Optional.empty() : Optional.of(e);
          }
        },
        false);
  }

  private static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(",", "(", ")"));
  }

  /** A call of a method, and whether it needs the fetcher. */
  private record Call(Action action, boolean fetches) {}

  /** Calls a method; returns a failure that is part of its result. */
  private interface Action {
    Optional<CacheException> run(ModelCache cache) throws IOException;
  }

  /** Calls a method. */
  private interface Returning<T> {
    T run(ModelCache cache);
  }

  /** A listener with a bug. */
  private static final class ThrowingListener implements Progress {

    @Override
    public void on(Event event) {
      throw new IllegalStateException("a bug of the listener");
    }

    @Override
    public void warn(String message) {
      throw new AssertionError("a bug of the listener");
    }
  }

  /** A fetcher with a bug. */
  private static final class CrashingFetcher implements Fetcher {

    @Override
    public Set<String> schemes() {
      return Set.of("crash");
    }

    @Override
    public boolean usesNetwork() {
      return false;
    }

    @Override
    public Outcome fetch(Request request, Receiver receiver, Cancellation cancellation) {
      throw new OutOfMemoryError("a bug of the fetcher");
    }
  }
}
