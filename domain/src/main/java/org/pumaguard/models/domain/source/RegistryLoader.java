package org.pumaguard.models.domain.source;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.SourceSelector;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryParser;

/**
 * Loads source registries from files, resources and the network. A registry on the network is
 * requested each time, with the entity tag of the last copy; the copy is used if the network is
 * unavailable. Safe for use by many threads.
 */
public final class RegistryLoader {

  /** The name of the registry in a directory. */
  public static final String FILE_NAME = "model-registry.yaml";

  /** A proxy's copy may be older than the one that was revalidated; a registry has no digest. */
  private static final Fetcher.Form FRESH_AND_DECODED = new Fetcher.Form(true, true);

  private final FetchRouter fetchers;
  private final RegistryParser parser;
  private final RegistryCopies copies;
  private final CacheSettings settings;
  private final RandomGenerator random;
  private final Progress progress;

  public RegistryLoader(
      FetchRouter fetchers,
      RegistryParser parser,
      RegistryCopies copies,
      CacheSettings settings,
      RandomGenerator random,
      Progress progress) {
    this.fetchers = fetchers;
    this.parser = parser;
    this.copies = copies;
    this.settings = settings;
    this.random = random;
    this.progress = progress;
  }

  /**
   * Loads a registry and reports its warnings to {@link Progress}.
   *
   * @param location a file, or a directory with the file {@link #FILE_NAME}
   * @param allowInsecure whether plain http from another machine is allowed
   * @throws CacheException if the registry cannot be read or is rejected
   */
  public SourceRegistry load(Location location, boolean allowInsecure) {
    Text text = read(location, allowInsecure);
    RegistryParser.Report report = text.report();
    report
        .findings(RegistryParser.Severity.WARNING)
        .forEach(finding -> progress.warn(text.name() + ":" + finding));
    return report.registry().orElseThrow(() -> invalid(text));
  }

  /**
   * Reads a registry and returns all findings, even if it is rejected.
   *
   * @throws CacheException if it cannot be read
   */
  public Text read(Location location, boolean allowInsecure) {
    Location file =
        String.valueOf(location.uri().getRawPath()).endsWith("/")
            ? location.child(FILE_NAME)
            : location;
    if (file.scheme().equals("http") && !file.isLoopback() && !allowInsecure) {
      throw new CacheException(
          CacheException.Kind.REGISTRY,
          "the registry " + file + " uses plain http, which anyone on the network can modify",
          Hint.USE_HTTPS);
    }
    return fetchers.usesNetwork(file) ? fromNetwork(file) : fromDisk(file);
  }

  /** This loader without retries, new copies and progress. */
  public RegistryLoader once() {
    return new RegistryLoader(
        fetchers,
        parser,
        new OldCopies(copies),
        settings.withRetries(0),
        random,
        Progress.none());
  }

  private Text fromDisk(Location file) {
    try {
      return parsed(file, fetch(file, Optional.empty()).orElseThrow());
    } catch (Fetcher.Failure e) {
      if (e.reason() == Fetcher.Reason.DIRECTORY) {
        return fromDisk(file.child(FILE_NAME));
      }
      throw unreadable(file, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private Text fromNetwork(Location file) {
    Optional<RegistryCopies.Copy> copy = copies.find(file);
    if (fetchers.offline()) {
      return copy.map(kept -> parsed(file, kept))
          .orElseThrow(
              () ->
                  new CacheException(
                      CacheException.Kind.OFFLINE,
                      "the registry " + file + " was never fetched, and the cache is offline",
                      Hint.FETCH_REGISTRY_ONLINE));
    }
    try {
      Optional<RegistryCopies.Copy> changed = fetch(file, copy);
      Text text = parsed(file, changed.or(() -> copy).orElseThrow());
      if (changed.isPresent() && text.report().registry().isPresent()) {
        keep(file, changed.get());
      }
      return text;
    } catch (Fetcher.Failure e) {
      if (e.reason() == Fetcher.Reason.NOT_FOUND) {
        throw new CacheException(
            CacheException.Kind.REGISTRY,
            "there is no registry at " + e.location() + ": " + e.getMessage(),
            Hint.CHECK_REGISTRY_ADDRESS,
            e);
      }
      return copy.map(kept -> insteadOf(file, kept, e)).orElseThrow(() -> unreachable(e));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private Text insteadOf(Location file, RegistryCopies.Copy kept, Fetcher.Failure failure) {
    progress.warn(
        "the registry "
            + file
            + " cannot be reached ("
            + failure.getMessage()
            + "); using the copy from the last time");
    Text text = parsed(file, kept);
    return new Text(text.name(), text.report(), Optional.of(failure));
  }

  private static CacheException unreachable(Fetcher.Failure e) {
    return new CacheException(
        CacheException.Kind.UNAVAILABLE,
        "the registry " + e.location() + " cannot be reached: " + e.getMessage(),
        e.reason() == Fetcher.Reason.UNTRUSTED ? Hint.TRUST_CERTIFICATE : Hint.USE_LOCAL_REGISTRY,
        e);
  }

  /** The current registry; empty if the copy is still current. */
  private Optional<RegistryCopies.Copy> fetch(Location file, Optional<RegistryCopies.Copy> copy)
      throws IOException {
    SourceSelector selector = new SourceSelector(1, settings.retries(), settings.backoff(), random);
    Cancellation cancellation = new Cancellation();
    while (true) {
      RegistryBuffer buffer = new RegistryBuffer(file);
      try {
        Fetcher.Request request =
            Fetcher.Request.from(file, 0, copy.flatMap(RegistryCopies.Copy::validator))
                .in(FRESH_AND_DECODED);
        Fetcher.Outcome outcome = fetchers.fetch(request, buffer, cancellation);
        if (outcome == Fetcher.Outcome.STOPPED) {
          throw new IOException("it is larger than 16 MiB");
        }
        if (outcome == Fetcher.Outcome.NOT_MODIFIED) {
          return Optional.empty();
        }
        requireText(file, buffer);
        return Optional.of(buffer.copy());
      } catch (Fetcher.Failure e) {
        SourceSelector.Step step = selector.failed(e.reason().mayPass(), e.retryAfter());
        if (step.action() == SourceSelector.Action.GIVE_UP) {
          throw e;
        }
        cancellation.sleep(step.delay());
      }
    }
  }

  /** Names the encoding, which explains more than the errors of its bytes read as text. */
  private void requireText(Location file, RegistryBuffer buffer) {
    Optional<String> encoding = buffer.undecodable();
    if (encoding.isPresent() && parsed(file, buffer.copy()).report().registry().isEmpty()) {
      String why = "it is sent with Content-Encoding: " + encoding.get();
      throw unreadable(file, new IOException(why + ", which cannot be decoded"));
    }
  }

  private Text parsed(Location file, RegistryCopies.Copy copy) {
    Optional<Location> place =
        file.scheme().equals("classpath") ? Optional.empty() : Optional.of(copy.place().folder());
    return new Text(file.toString(), parser.parse(copy.text(), place), Optional.empty());
  }

  private void keep(Location file, RegistryCopies.Copy copy) {
    try {
      copies.keep(file, copy);
    } catch (IOException e) {
      // Ignored: this run has the registry; only the next one needs the network.
      return;
    }
  }

  private static CacheException invalid(Text text) {
    return new CacheException(
        CacheException.Kind.REGISTRY, text.name() + ":" + text.refusal(), Hint.LINT_REGISTRY);
  }

  private static CacheException unreadable(Location file, IOException e) {
    return new CacheException(
        CacheException.Kind.REGISTRY,
        "the registry " + file + " cannot be read: " + e.getMessage(),
        Hint.CHOOSE_ANOTHER_REGISTRY,
        e);
  }

  /**
   * A registry that was read.
   *
   * @param name its location, for messages
   * @param report the result of parsing
   * @param missed the failure because of which the last copy was used; empty if it was not
   */
  public record Text(String name, RegistryParser.Report report, Optional<Fetcher.Failure> missed) {

    /** The reason for rejecting it: the first error and the number of others. */
    public String refusal() {
      List<RegistryParser.Finding> errors = report.findings(RegistryParser.Severity.ERROR);
      int others = errors.size() - 1;
      return errors.get(0) + (others == 0 ? "" : " (and " + others + " more)");
    }
  }
}
