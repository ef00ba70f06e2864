package org.pumaguard.models.cli.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.cache.CacheFactory;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.policy.Parallelism;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.filesystem.FilesystemModule;
import org.pumaguard.models.filesystem.FilesystemSettings;
import org.pumaguard.models.http.settings.ClientCertificate;
import org.pumaguard.models.http.settings.TrustSettings;

/** Reads the settings that both programs share. */
public final class SettingsReader {

  /** As in OpenSSL. */
  private static final String CERTIFICATE_FILE = "SSL_CERT_FILE";

  private final OptionReader options;

  public SettingsReader(OptionReader options) {
    this.options = options;
  }

  /**
   * Reads the settings; call this after all other options were read.
   *
   * @throws UsageException if any option that was read is invalid
   */
  public Settings read() {
    Settings settings = new Settings(registry(), filesystem(), cache(), network(), output());
    options.requireNoProblems();
    return settings;
  }

  private RegistrySettings registry() {
    return new RegistrySettings(
        options.one(SharedOptions.REGISTRY, options::location, FilesystemModule.BUILT_IN_REGISTRY),
        options.flag(SharedOptions.ALLOW_INSECURE_REGISTRY),
        options.many(SharedOptions.SOURCE, this::source),
        CacheFactory.MAX_AGE);
  }

  private FilesystemSettings filesystem() {
    return new FilesystemSettings(
        options.one(
            SharedOptions.CACHE_DIR, options::path, options.environment().defaultCacheDirectory()),
        options.many(SharedOptions.BASE_DIR, options::path));
  }

  private CacheSettings cache() {
    return new CacheSettings(
        options.flag(SharedOptions.OFFLINE),
        options.one(
            SharedOptions.PARALLEL,
            text -> Parallelism.exactly(ValueParser.number(text, 1, 256)),
            Parallelism.ADAPTIVE),
        verify(),
        new CacheSettings.Retry(
            options.one(SharedOptions.RETRIES, text -> ValueParser.number(text, 0, 1000), 4),
            CacheSettings.DEFAULT.backoff()),
        CacheSettings.DEFAULT.patience(),
        options.one(SharedOptions.QUOTA, ValueParser::bound, OptionalLong.empty()));
  }

  private VerifyPolicy verify() {
    Duration maxAge = options.one(SharedOptions.VERIFY_MAX_AGE, Ages::parse, Duration.ZERO);
    return options
        .one(SharedOptions.VERIFY, VerifyPolicy::parse, VerifyPolicy.CHANGED)
        .withMaxAge(Optional.of(maxAge));
  }

  private NetworkSettings network() {
    Duration timeout =
        options.one(SharedOptions.TIMEOUT, ValueParser::seconds, Duration.ofSeconds(60));
    OptionalLong limitRate =
        options.one(SharedOptions.LIMIT_RATE, ValueParser::bound, OptionalLong.empty());
    TrustSettings trust = trust();
    try {
      return NetworkSettings.of(options.environment(), timeout, limitRate, trust);
    } catch (IllegalArgumentException e) {
      options.addProblem(String.valueOf(e.getMessage()));
      return NetworkSettings.direct(timeout);
    }
  }

  private TrustSettings trust() {
    TrustSettings trust =
        options.one(
            SharedOptions.CA_BUNDLE,
            text -> NetworkSettings.trust(options.path(text)),
            TrustSettings.JAVA);
    Optional<String> file = options.environment().variable(CERTIFICATE_FILE);
    if (file.filter(text -> !text.isBlank()).isPresent()) {
      trust = trust.withFile(new TrustSettings.Named(CERTIFICATE_FILE, options.path(file.get())));
    }
    // A reference to the method would load the class of certificates, which few programs use.
    Optional<ClientCertificate> client = client();
    return client.isPresent() ? trust.withClient(client.get()) : trust;
  }

  private Optional<ClientCertificate> client() {
    Optional<Path> key =
        options.one(
            SharedOptions.CLIENT_KEY, text -> Optional.of(options.path(text)), Optional.empty());
    Optional<ClientCertificate> client =
        options.one(
            SharedOptions.CLIENT_CERT,
            text -> {
              Path certificate = options.path(text);
              return Optional.of(NetworkSettings.client(certificate, key.orElse(certificate)));
            },
            Optional.empty());
    if (key.isPresent() && !options.isGiven(SharedOptions.CLIENT_CERT)) {
      options.addProblem("--client-key: --client-cert must name the certificate of the key");
    }
    return client;
  }

  private OutputSettings output() {
    return new OutputSettings(
        options.one(
            SharedOptions.PROGRESS,
            text -> ValueParser.constant(OutputSettings.Progress.values(), text),
            OutputSettings.Progress.AUTO),
        options.one(
            SharedOptions.OUTPUT,
            text -> ValueParser.constant(OutputSettings.Format.values(), text),
            OutputSettings.Format.TEXT),
        options.flag(SharedOptions.QUIET),
        options.flag(SharedOptions.VERBOSE));
  }

  private SourceLocation source(String text) {
    return SourceLocation.parse(
        options.environment().expandHome(text),
        Optional.of(Location.of(options.environment().workingDirectory())));
  }
}
