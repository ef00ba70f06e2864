package org.pumaguard.models.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.Guice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.testkit.Digests;
import org.pumaguard.models.testkit.PigeonFetcher;

/** That what {@code docs/embedding.md} shows compiles, works, and is what stands here. */
class EmbeddedExamplesTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DEMO = ROOT.resolve("examples/demo");
  private static final Path DOCUMENT = ROOT.resolve("docs/embedding.md");
  private static final Path EXAMPLES =
      ROOT.resolve("app-cli/src/test/java/org/pumaguard/models/embedding");
  private static final Pattern SHOWN = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern REGION =
      Pattern.compile("(?s) *// doc: (?!end)\\w+\n(.*?) *// doc: end");

  @TempDir Path cache;

  private final FaultyServer server;

  EmbeddedExamplesTest() throws IOException {
    server = new FaultyServer();
  }

  @BeforeEach
  void publish() throws IOException {
    try (Stream<Path> files = Files.list(DEMO)) {
      for (Path file : files.toList()) {
        server.publish("/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
  }

  @Test
  void plainJavaGetsAModelFromTheNetworkAndFindsItAgain() throws IOException {
    URI registry = server.location("/model-registry.yaml").uri();
    Path model = PlainJava.detector(cache, registry);
    assertEquals(cache.resolve("detector.h5"), model);
    assertEquals(392_216, Files.size(model));
    long sent = server.bytesSent("/detector.h5_aa");
    assertEquals(model, PlainJava.detector(cache, registry));
    assertEquals(sent, server.bytesSent("/detector.h5_aa"));
    server.close();
  }

  @Test
  void aModuleBindsTheCacheAndAServerFillsItAtItsStart() throws Exception {
    URI registry = server.location("/model-registry.yaml").uri();
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (ModelCache models = bound(registry)) {
      assertTrue(models.refresh());
      assertFalse(AtStart.isReady(models));
      assertEquals(List.of(), AtStart.cacheAll(models, background).get());
      assertTrue(AtStart.isReady(models));
    } finally {
      background.shutdownNow();
      server.close();
    }
  }

  @Test
  void whatIsLeasedIsNotCleared() throws Exception {
    URI registry = server.location("/model-registry.yaml").uri();
    try (ModelCache models = bound(registry)) {
      long read =
          AtStart.inUse(
              models,
              model -> {
                assertTrue(models.clear(List.of(), false).get(0).kept().isPresent());
                return Files.size(model);
              });
      assertEquals(392_216, read);
      assertTrue(models.clear(List.of(), false).get(0).kept().isEmpty());
      assertFalse(AtStart.isReady(models));
    } finally {
      server.close();
    }
  }

  @Test
  void aCallInTheBackgroundTellsItsBytes() throws Exception {
    try (ModelCache models = bound(server.location("/model-registry.yaml").uri())) {
      AtomicLong most = new AtomicLong();
      Path path = Calls.background(models, bytes -> most.accumulateAndGet(bytes, Math::max));
      assertEquals(392_216, Files.size(path));
      assertTrue(most.get() <= 392_216, most::toString);
    } finally {
      server.close();
    }
  }

  @Test
  void aFileIsRetrievedWithoutARegistry() throws Exception {
    URI uri = server.location("/labels.txt").uri();
    String digest = Digests.of(DEMO.resolve("labels.txt"));
    try (ModelCache models = bound(URI.create("file:///nonexistent"))) {
      Path path = Calls.retrieve(models, uri, digest);
      assertEquals(digest, Digests.of(path));
      assertEquals(path, Calls.retrieve(models, uri, digest));
    }
    assertEquals(1, server.requests("/labels.txt").size());
    server.close();
  }

  @Test
  void aFailureIsExplained() throws Exception {
    try (ModelCache models = bound(server.location("/model-registry.yaml").uri())) {
      assertTrue(Calls.explain(models, "cougar.pt").startsWith("ask the publisher: "));
      models.close();
      assertEquals("shutting down", Calls.explain(models, "labels.txt"));
    } finally {
      server.close();
    }
  }

  @Test
  void aTokenIsSentToTheMirrorOfTheSettings() throws Exception {
    String mirror = server.location("/").uri().toString();
    try (ModelCache models = Configured.open(cache, DEMO.toString(), mirror, "s3cret")) {
      models.ensure("labels.txt");
    }
    assertEquals(
        "Bearer s3cret", server.requests("/labels.txt").get(0).header("authorization").orElse(""));
    server.close();
  }

  @Test
  void aFetcherOfTheProgramIsUsed() throws Exception {
    Path labels = DEMO.resolve("labels.txt");
    SourceRegistry registry;
    try (ModelCache models = Models.at(cache).registry(DEMO).open()) {
      registry = models.registry();
    }
    Models models = Models.at(cache).registry(() -> registry).sources("pigeon://loft/");
    try (ModelCache open =
        Configured.withFetcher(models, new PigeonFetcher(Files.readAllBytes(labels)))) {
      assertEquals(Digests.of(labels), Digests.of(open.ensure("labels.txt")));
    } finally {
      server.close();
    }
  }

  @Test
  void aSourceThatIsAwayIsSaidModelByModel() throws Exception {
    server.publish("/labels.txt", new byte[0]);
    ExecutorService background = Executors.newSingleThreadExecutor();
    try (ModelCache models = bound(server.location("/model-registry.yaml").uri())) {
      List<String> missing = AtStart.cacheAll(models, background).get();
      assertEquals(1, missing.size());
      assertTrue(missing.get(0).startsWith("labels.txt: "), missing.get(0));
    } finally {
      background.shutdownNow();
      server.close();
    }
  }

  @Test
  void theDocumentShowsWhatIsTestedHere() throws IOException {
    Set<String> here = new TreeSet<>();
    for (String file : List.of("PlainJava", "WithGuice", "AtStart", "Calls", "Configured")) {
      here.addAll(matches(REGION, Files.readString(EXAMPLES.resolve(file + ".java"))));
    }
    assertEquals(here, new TreeSet<>(matches(SHOWN, Files.readString(DOCUMENT))));
    server.close();
  }

  private ModelCache bound(URI registry) {
    return Guice.createInjector(new WithGuice(cache, registry)).getInstance(ModelCache.class);
  }

  private static List<String> matches(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    pattern
        .matcher(text)
        .results()
        .forEach(match -> found.add(match.group(1).stripTrailing().stripIndent()));
    return found;
  }
}
