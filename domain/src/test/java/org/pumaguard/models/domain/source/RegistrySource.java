package org.pumaguard.models.domain.source;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.pumaguard.models.domain.fake.InMemoryFetcher;
import org.pumaguard.models.domain.fake.InMemoryRegistryCopies;
import org.pumaguard.models.domain.fake.InMemoryRegistryParser;
import org.pumaguard.models.domain.fake.InMemoryRegistryWriter;
import org.pumaguard.models.domain.fake.RecordingProgress;
import org.pumaguard.models.domain.fake.Reply;
import org.pumaguard.models.domain.fake.TestCache;
import org.pumaguard.models.domain.fake.TestModel;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.RegistryWriter;

/** A registry in memory that is published at one location, and its loader. */
final class RegistrySource {

  static final Location PLACE = new Location(URI.create("memory://host/registry"));

  /** Waits that a test may take. */
  static final Patience SHORT = new Patience(Duration.ofMillis(20), Duration.ofMillis(60));

  final InMemoryFetcher fetcher;
  final RecordingProgress progress = new RecordingProgress();

  /** Counted down when a request of {@link #fallSilent} arrives. */
  final CountDownLatch asked = new CountDownLatch(1);

  /** Counted down by the test, or by the cancellation of the request. */
  final CountDownLatch answered = new CountDownLatch(1);

  private final RegistryLoader loader;

  RegistrySource(boolean usesNetwork) {
    fetcher = new InMemoryFetcher(usesNetwork);
    loader =
        new RegistryLoader(
            new FetchRouter(List.of(fetcher), false),
            new Adapters.Registries(
                new InMemoryRegistryParser(),
                new InMemoryRegistryWriter(),
                new InMemoryRegistryCopies()),
            TestCache.SETTINGS,
            new Random(1),
            progress);
  }

  /** The loader, with the usual patience. */
  RegistryLoader loader() {
    return loader;
  }

  RegistryLoader loader(Patience patience) {
    return loader.with(loader.mode().within(patience));
  }

  /** Publishes a registry with models of these names. */
  SourceRegistry publish(String... names) {
    SourceRegistry registry = registry(names);
    fetcher.publish(PLACE, text(registry));
    return registry;
  }

  /** Publishes a file that is no registry. */
  void publishNonsense() {
    fetcher.publish(PLACE, "nonsense".getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of an earlier run. */
  SourceRegistry keep(String... names) {
    SourceRegistry registry = publish(names);
    loader.load(PLACE, false);
    fetcher.forgetRequests();
    return registry;
  }

  /** Accepts requests and answers with a registry only when {@link #answered} is open. */
  SourceRegistry fallSilent(String... names) {
    SourceRegistry registry = registry(names);
    fetcher.script(PLACE, silent(names));
    return registry;
  }

  Reply silent(String... names) {
    return Reply.of(text(registry(names))).waitingFor(asked, answered);
  }

  private static SourceRegistry registry(String... names) {
    return new SourceRegistry(
        List.of(new SourceLocation(TestCache.FIRST)),
        Arrays.stream(names).map(name -> TestModel.of(name, name).model()).toList());
  }

  private static byte[] text(SourceRegistry registry) {
    return new InMemoryRegistryWriter()
        .write(registry, RegistryWriter.Format.YAML, Optional.empty())
        .getBytes(StandardCharsets.UTF_8);
  }
}
