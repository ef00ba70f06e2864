package org.pumaguard.models;

import com.google.inject.Module;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.pumaguard.models.cli.settings.NetworkSettings;
import org.pumaguard.models.cli.settings.OptionReader;
import org.pumaguard.models.cli.settings.ProcessEnvironment;
import org.pumaguard.models.cli.settings.RegistrySettings;
import org.pumaguard.models.cli.settings.Settings;
import org.pumaguard.models.cli.settings.SettingsReader;
import org.pumaguard.models.cli.settings.SharedOptions;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.cache.IsolatedProgress;
import org.pumaguard.models.domain.cache.ModelCache;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.http.HttpConnections;
import org.pumaguard.models.http.settings.HttpSettings;

/**
 * Builds a cache for use in another program.
 *
 * <pre>{@code
 * try (ModelCache models = Models.at(directory).registry(uri).open()) {
 *   Path path = models.ensure("detector.h5");
 * }
 * }</pre>
 *
 * <p>Immutable: each method returns a copy with one setting changed. The cache is wired from the
 * same Guice modules as both programs.
 */
public final class Models {

  private final Settings settings;
  private final Host host;

  private Models(Settings settings, Host host) {
    this.settings = settings;
    this.host = host;
  }

  /**
   * A builder with default settings: the built-in registry, online, no proxy and no credentials.
   * Reads neither the environment nor a configuration file.
   *
   * @param directory the cache directory; created when it is first written to
   */
  public static Models at(Path directory) {
    return of(Settings.at(directory));
  }

  /**
   * A builder with the settings that the command line program would use in this process: those of
   * the environment variables and of the configuration file, with proxies and credentials.
   *
   * @throws org.pumaguard.models.cli.settings.UsageException if one of them is invalid
   */
  public static Models standard() {
    OptionReader options =
        new OptionReader(
            option -> List.of(), ProcessEnvironment.ofThisProcess(), SharedOptions.TABLE);
    return of(new SettingsReader(options).read());
  }

  /** A builder with the settings of a program. */
  public static Models of(Settings settings) {
    return new Models(settings, Host.DEFAULT);
  }

  /**
   * Uses the registry at a location: a file, a folder with a {@code model-registry.yaml}, a URL.
   */
  public Models registry(Location location) {
    Objects.requireNonNull(location, "location");
    return with(settings.registry().withLocation(location)).from(new RegistryOrigin.FromSettings());
  }

  /** Uses the registry at an absolute URI: a file, a folder, or a URL that ends in a slash. */
  public Models registry(URI uri) {
    return registry(new Location(uri));
  }

  /** Uses the registry in a file or a folder. */
  public Models registry(Path path) {
    return registry(Location.of(path));
  }

  /**
   * Uses the registry at a path or URL.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public Models registry(String location) {
    return registry(Location.parse(location));
  }

  /**
   * Uses a registry that the program makes.
   *
   * @param registry called for each operation, so it returns quickly
   */
  public Models registry(Supplier<SourceRegistry> registry) {
    Objects.requireNonNull(registry, "registry");
    return from(new RegistryOrigin.FromCode(registry));
  }

  /**
   * Reads the registry again in the background when a model is ensured after this time; the default
   * is one hour. The registry that was read last stays in use meanwhile, and if it cannot be read.
   */
  public Models registryMaxAge(Duration age) {
    Objects.requireNonNull(age, "age");
    return with(settings.registry().withMaxAge(age));
  }

  /** Accepts a registry over plain http from another machine. */
  public Models allowInsecureRegistry() {
    return with(settings.registry().withAllowInsecure(true));
  }

  /**
   * Fetches from these sources instead of those of the registry, in this order.
   *
   * @param sources URLs, with or without placeholders, or absolute paths of folders
   * @throws IllegalArgumentException if one of them is neither
   */
  public Models sources(String... sources) {
    return with(
        settings
            .registry()
            .withSources(
                Arrays.stream(sources)
                    .map(text -> SourceLocation.parse(text, Optional.empty()))
                    .toList()));
  }

  /** Searches these read-only cache directories first, in this order. */
  public Models baseDirectories(Path... directories) {
    return with(
        settings.withFilesystem(settings.filesystem().withBaseDirectories(List.of(directories))));
  }

  /** Uses no network if true. Local sources and cached models remain available. */
  public Models offline(boolean offline) {
    return with(settings.cache().withOffline(offline));
  }

  /**
   * Fetches exactly this many files at once. Without it the number starts at 8 and adapts to the
   * throughput.
   *
   * @param files at least 1
   */
  public Models parallel(int files) {
    return with(settings.cache().withParallel(Parallelism.exactly(files)));
  }

  /**
   * Gives up on a connection that has transferred no byte for this long. Slow transfers are not
   * limited.
   */
  public Models timeout(Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    return with(settings.network().withTimeout(timeout));
  }

  /** Retries a source this many times after failures that may pass. */
  public Models retries(int retries) {
    return with(settings.cache().withRetries(retries));
  }

  /** Reads a cached file again before its use under this policy. */
  public Models verify(VerifyPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    return with(settings.cache().withVerify(policy));
  }

  /** After a fetch, evicts the least recently used models until the rest has this many bytes. */
  public Models quota(long bytes) {
    requireAtLeast(0, bytes, "the quota");
    return with(settings.cache().withQuota(OptionalLong.of(bytes)));
  }

  /** Fetches at most this many bytes per second over all connections. */
  public Models limitRate(long bytesPerSecond) {
    requireAtLeast(1, bytesPerSecond, "the rate limit");
    return with(settings.network().withLimitRate(OptionalLong.of(bytesPerSecond)));
  }

  /**
   * Reports all events and warnings of the cache to a listener, in the threads that work. Several
   * calls add several listeners. What a listener throws is logged once and harms nothing.
   */
  public Models progress(Progress listener) {
    Objects.requireNonNull(listener, "listener");
    List<Progress> more = new ArrayList<>(host.listeners());
    more.add(listener);
    return new Models(settings, host.withListeners(more));
  }

  /**
   * Runs fetches on the threads of an executor, whatever its kind, which the caller shuts down. By
   * default the cache has threads of its own.
   */
  public Models executor(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return new Models(settings, host.withExecutor(executor));
  }

  /** Changes the settings of the HTTP client, such as credentials, certificates and proxies. */
  public Models http(UnaryOperator<HttpSettings> change) {
    Objects.requireNonNull(change, "change");
    return new Models(settings, host.withHttp(before -> change.apply(host.http().apply(before))));
  }

  /**
   * Adds Guice modules. What they bind replaces the binding of this library for the same type; a
   * fetcher in a set binder is added for its scheme.
   */
  public Models with(Module... modules) {
    List<Module> more = new ArrayList<>(host.additions());
    more.addAll(List.of(modules));
    return new Models(settings, host.withAdditions(more));
  }

  /** Changes all other settings of the cache. */
  public Models cache(UnaryOperator<CacheSettings> change) {
    return with(change.apply(settings.cache()));
  }

  /**
   * Names the program in requests.
   *
   * @param agent the value of the User-Agent header (RFC 9110, 10.1.5)
   */
  public Models userAgent(String agent) {
    Objects.requireNonNull(agent, "agent");
    return new Models(settings, host.withAgent(agent));
  }

  /**
   * Opens the cache. Performs no I/O until its first use. The caller closes the cache, which ends
   * its threads and connections.
   */
  public ModelCache open() {
    Composition parts = compose();
    return parts.get(ModelCache.class).closing(parts::close);
  }

  /** Opens the parts of the cache, for a program that needs more of them than the cache itself. */
  public Composition compose() {
    return new Composition(this, new HttpConnections(httpSettings()));
  }

  /**
   * As {@link #compose}, for a program that has this JVM for itself and runs one command: the first
   * request ends Java's memory of unknown hosts for the whole JVM, and the registry is read once.
   */
  public Composition composeProgram() {
    return new Composition(
        from(new RegistryOrigin.ReadOnce()), HttpConnections.ofProgram(httpSettings()));
  }

  private HttpSettings httpSettings() {
    return Objects.requireNonNull(
        host.http().apply(settings.http(host.agent())), "the changed settings of http(…)");
  }

  private static void requireAtLeast(long least, long bytes, String what) {
    if (bytes < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ": " + bytes);
    }
  }

  Settings settings() {
    return settings;
  }

  RegistryOrigin registry() {
    return host.registry();
  }

  Optional<Executor> executor() {
    return host.executor();
  }

  List<Module> additions() {
    return host.additions();
  }

  Progress listener() {
    return Progress.toAll(host.listeners().stream().map(IsolatedProgress::of).toList());
  }

  private Models with(Settings others) {
    return new Models(others, host);
  }

  private Models with(RegistrySettings registry) {
    return with(settings.withRegistry(registry));
  }

  private Models with(CacheSettings cache) {
    return with(settings.withCache(cache));
  }

  private Models with(NetworkSettings network) {
    return with(settings.withNetwork(network));
  }

  private Models from(RegistryOrigin registry) {
    return new Models(settings, host.withRegistry(registry));
  }
}
