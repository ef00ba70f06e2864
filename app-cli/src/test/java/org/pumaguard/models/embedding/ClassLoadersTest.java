package org.pumaguard.models.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.cli.Main;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Exit;
import org.pumaguard.models.testkit.ProcessRunner;
import org.pumaguard.models.testkit.ProgramResult;
import org.pumaguard.models.testkit.RunningProgram;
import org.pumaguard.models.testkit.SampleRegistry;

/** Class loaders that have loaded the library for themselves use one directory. */
@Timeout(120)
class ClassLoadersTest {

  private static final int LOADERS = 8;
  private static final List<String> MODELS = List.of("a.h5", "b.pt", "c.pt", "d.pt");
  private static final int MAX_COLLECTIONS = 100;

  @TempDir private Path temp;

  private final FaultyServer server;
  private final List<URLClassLoader> loaders = new ArrayList<>();
  private final List<BiFunction<String, String, Object>> caches = new ArrayList<>();
  private SampleRegistry published;
  private Path directory;

  ClassLoadersTest() throws IOException {
    server = new FaultyServer();
  }

  @BeforeEach
  void publish() {
    directory = temp.resolve("cache");
    published =
        new SampleRegistry(temp.resolve("www"))
            .fragmented("a.h5", 3, 300_000, 1)
            .single("b.pt", 200_000, 4)
            .single("c.pt", 100_000, 5)
            .single("d.pt", 50_000, 6)
            .writeTo(server);
  }

  @AfterEach
  void close() throws Exception {
    discard();
    server.close();
  }

  @Test
  void fetchEachByteOnce() throws Exception {
    for (int i = 0; i < LOADERS; i++) {
      load();
    }
    List<Callable<Object>> calls = new ArrayList<>();
    for (BiFunction<String, String, Object> cache : caches) {
      MODELS.forEach(model -> calls.add(() -> cache.apply("ensure", model)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      int i = 0;
      for (Future<Object> path : threads.invokeAll(calls)) {
        String model = MODELS.get(i++ % MODELS.size());
        assertEquals(directory.resolve(model), path.get());
      }
    } finally {
      threads.shutdown();
    }
    long sent = server.bytesSent() - server.bytesSent("/model-registry.yaml");
    assertEquals(1_250_000, sent);
  }

  @Test
  void keepTheLeasesOfEachOther() throws Exception {
    BiFunction<String, String, Object> first = load();
    BiFunction<String, String, Object> second = load();
    try (AutoCloseable lease = (AutoCloseable) first.apply("lease", "b.pt")) {
      ((AutoCloseable) second.apply("lease", "b.pt")).close();
      assertEquals(directory.resolve("c.pt"), second.apply("ensure", "c.pt"));
      ((AutoCloseable) second).close();
      ProgramResult cleared = clear();
      assertTrue(cleared.out().contains("c.pt"), cleared::toString);
      assertTrue(Files.exists(directory.resolve("b.pt")), lease::toString);
      assertFalse(Files.exists(directory.resolve("c.pt")));
    }
    assertTrue(clear().out().contains("b.pt"));
    assertFalse(Files.exists(directory.resolve("b.pt")));
  }

  @Test
  void areCollectedAfterClosing() throws Exception {
    BiFunction<String, String, Object> staying = load();
    try (AutoCloseable lease = (AutoCloseable) staying.apply("lease", "b.pt")) {
      WeakReference<ClassLoader> discarded = useAndDiscard();
      for (int i = 0; i < MAX_COLLECTIONS && discarded.get() != null; i++) {
        System.gc();
        Thread.sleep(5);
      }
      assertNull(discarded.get(), lease::toString);
    }
  }

  /** In a thread that ends, as libraries keep buffers in threads. */
  private WeakReference<ClassLoader> useAndDiscard() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread
          .submit(
              () -> {
                BiFunction<String, String, Object> cache = load();
                assertEquals(directory.resolve("a.h5"), cache.apply("ensure", "a.h5"));
                ((AutoCloseable) cache.apply("lease", "b.pt")).close();
                ((AutoCloseable) cache).close();
                caches.remove(1);
                URLClassLoader loader = loaders.remove(1);
                loader.close();
                return new WeakReference<ClassLoader>(loader);
              })
          .get();
    } finally {
      thread.shutdown();
    }
  }

  private BiFunction<String, String, Object> load() throws Exception {
    loaders.add(LoadedCache.loader());
    URI registry = server.location("/model-registry.yaml").uri();
    caches.add(LoadedCache.load(loaders.get(loaders.size() - 1), directory, registry));
    return caches.get(caches.size() - 1);
  }

  private void discard() throws Exception {
    for (BiFunction<String, String, Object> cache : caches) {
      ((AutoCloseable) cache).close();
    }
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }

  /** Clears the cache by another process. */
  private ProgramResult clear() {
    try (RunningProgram program =
        new ProcessRunner(temp.resolve("home"))
            .startJava(
                Main.class,
                List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"),
                "--registry",
                published.registry().toString(),
                "--cache-dir",
                directory.toString(),
                "clear",
                "-y")) {
      ProgramResult result = program.finish();
      assertEquals(Exit.OK, result.status(), result::toString);
      return result;
    }
  }
}
