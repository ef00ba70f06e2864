package org.pumaguard.models.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.FaultyServer;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.HttpModule;
import org.pumaguard.models.http.settings.HttpSettings;
import org.pumaguard.models.server.settings.ServerSettings;

/**
 * A server in this process, with a cache of its own and a faulty source of generated models. It can
 * be stopped and started again at the same port.
 */
final class WatchedStation implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";

  final FaultyServer source = new FaultyServer();
  private final Path cache;
  private final Path registry;
  private final StringBuilder text = new StringBuilder();
  private final HttpConnections connections =
      new HttpConnections(new HttpSettings(Duration.ofSeconds(5), 8, "station"));
  private Optional<String> token = Optional.empty();
  private ServerSettings.Wanted wanted = ServerSettings.Wanted.NONE;
  private Optional<ModelServer> server = Optional.empty();
  private int port;

  /** One that has not started, with an empty registry. */
  WatchedStation(Path folder) throws IOException {
    cache = folder.resolve("cache");
    registry = folder.resolve("model-registry.yaml");
    text.append("schema: 2\nsources: ['").append(source.location("/")).append("']\nmodels:\n");
  }

  /** Publishes a model with so many bytes, and puts it into the registry with further lines. */
  byte[] publish(String name, int bytes, String... lines) {
    byte[] content = new byte[bytes];
    new SplittableRandom(name.hashCode()).nextBytes(content);
    source.publish("/" + name, content);
    entry(name, sha256(content));
    line("size: " + bytes);
    for (String one : lines) {
      line(one);
    }
    return content;
  }

  /** Puts a model into the registry that no source has. */
  WatchedStation entry(String name, String digest) {
    text.append("  '").append(name).append("':\n");
    line("sha256: " + digest);
    return this;
  }

  private void line(String line) {
    text.append("    ").append(line).append('\n');
  }

  /** From now on what changes something needs this. */
  WatchedStation token(String secret) {
    token = Optional.of(secret);
    return this;
  }

  /** From now on all models of the registry are to be there; before, none. */
  WatchedStation wantingAll() {
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
    Files.writeString(registry, text);
  }

  /** Starts again at the port that it had. */
  void start() {
    Adapters adapters =
        FilesystemModule.adapters(new FilesystemSettings(cache), Progress.none())
            .with(HttpModule.fetcher(connections, Progress.none()));
    ServerSettings plain = ServerSettings.DEFAULT;
    ServerSettings settings =
        new ServerSettings(
            LOOPBACK,
            port,
            wanted,
            false,
            token,
            plain.refresh(),
            plain.scrubInterval(),
            plain.maxConnections(),
            plain.idle(),
            Duration.ofSeconds(1),
            plain.allowedHosts(),
            plain.accessLog());
    ModelServer started = ModelServer.start(adapters, new Location(registry.toUri()), settings);
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

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
    connections.close();
    try {
      source.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
