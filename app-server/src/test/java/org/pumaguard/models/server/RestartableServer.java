package org.pumaguard.models.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.pumaguard.models.Models;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.server.settings.ServerSettings;
import org.pumaguard.models.testkit.SampleRegistry;

/**
 * A server in this process, with a cache of its own and a faulty source of generated models. It can
 * be stopped and started again at the same port.
 */
final class RestartableServer implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";

  final FaultyServer source = new FaultyServer();
  private final Path cache;
  private final SampleRegistry registry;
  private Optional<String> token = Optional.empty();
  private ServerSettings.Wanted wanted = ServerSettings.Wanted.NONE;
  private Optional<ModelServer> server = Optional.empty();
  private int port;

  /** One that has not started, with an empty registry. */
  RestartableServer(Path folder) throws IOException {
    this(folder, SampleRegistry.sized(folder.resolve("www")));
    registry.sources(source.location("/").uri().toString());
  }

  private RestartableServer(Path folder, SampleRegistry registry) throws IOException {
    this.cache = folder.resolve("cache");
    this.registry = registry;
  }

  /** One with a registry in PumaGuard's form: without sizes and versions. */
  static RestartableServer withoutSizes(Path folder) throws IOException {
    return new RestartableServer(folder, new SampleRegistry(folder.resolve("www")));
  }

  /** Publishes a model of this length, and adds it to the registry with further lines. */
  byte[] publish(String name, int bytes, String... lines) {
    byte[] content = new byte[bytes];
    new SplittableRandom(name.hashCode()).nextBytes(content);
    registry.file(name, content, lines);
    source.publish("/" + name, content);
    return content;
  }

  /** Publishes a model in fragments of this length. */
  RestartableServer fragmented(String name, int count, int bytesEach) throws IOException {
    registry.fragmented(name, count, bytesEach, name.hashCode());
    SampleRegistry.serve(registry.folder(), source);
    return this;
  }

  /** Puts a model into the registry that no source has. */
  RestartableServer entry(String name, String digest) {
    registry.entry(name, "sha256: " + digest);
    return this;
  }

  /** From now on what changes something needs this. */
  RestartableServer token(String secret) {
    token = Optional.of(secret);
    return this;
  }

  /** From now on all models of the registry are to be there; before, none. */
  RestartableServer wantingAll() {
    wanted = ServerSettings.Wanted.ALL;
    return this;
  }

  /** Starts with what is published so far, and waits until that was read. */
  void run() throws IOException {
    write();
    start();
    ModelServer started = server.orElseThrow();
    while (true) {
      try {
        started.cache().registry();
        return;
      } catch (CacheException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** Writes the registry as it is published by now. */
  void write() throws IOException {
    registry.registry();
  }

  /** Starts again at the port that it had. */
  void start() {
    ServerSettings settings =
        ServerSettings.DEFAULT.with(
            changes -> {
              changes.at(LOOPBACK, port).wanted(wanted).grace(Duration.ofSeconds(1));
              token.ifPresent(changes::token);
              return changes;
            });
    ModelServer started =
        ModelServer.start(
            Models.at(cache)
                .registry(registry.folder())
                .sources(source.location("/").uri().toString())
                .timeout(Duration.ofSeconds(5)),
            settings);
    server = Optional.of(started);
    port = started.uri().getPort();
  }

  void stop() {
    server.ifPresent(ModelServer::close);
    server = Optional.empty();
  }

  /** Where the server is, and nothing behind it: {@code http://127.0.0.1:PORT}. */
  String address() {
    return "http://" + LOOPBACK + ":" + port;
  }

  /** The cache of the running server. */
  ModelCache models() {
    return server.orElseThrow().cache();
  }

  /** Where a model is when it is cached. */
  Path file(String name) {
    return cache.resolve(name);
  }

  /** Changes one byte in the middle of a cached model. */
  void damage(String name) throws IOException {
    Path file = file(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
  }

  @Override
  public void close() {
    stop();
    try {
      source.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
