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
 * Reads a source registry from wherever it is. One from the network is asked for again each time,
 * with the entity tag of the last copy, and that copy serves when the network is away.
 */
public final class RegistryLoader {

  /** The name of the registry in a folder. */
  public static final String FILE_NAME = "model-registry.yaml";

  private final FetchRouter fetchers;
  private final RegistryParser parser;
  private final RegistryCopies copies;
  private final CacheSettings settings;
  private final RandomGenerator random;
  private final Progress progress;

  /** A loader that is made of these. */
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
   * Reads a registry; unknown keys and the like become warnings.
   *
   * @param location its file, or a folder in which it is called {@link #FILE_NAME}
   * @param allowInsecure whether it may come over plain http from another machine
   * @throws CacheException when it can't be had or is refused
   */
  public SourceRegistry load(Location location, boolean allowInsecure) {
    Text text = read(location, allowInsecure);
    RegistryParser.Report report = text.report();
    report
        .findings(RegistryParser.Severity.WARNING)
        .forEach(finding -> progress.warn(text.name() + ":" + finding));
    return report.registry().orElseThrow(() -> invalid(text));
  }

  /** Reads a registry to tell all that is to be said of it. */
  public Text read(Location location, boolean allowInsecure) {
    Location file =
        String.valueOf(location.uri().getRawPath()).endsWith("/")
            ? location.child(FILE_NAME)
            : location;
    if (file.scheme().equals("http") && !file.isLoopback() && !allowInsecure) {
      throw new CacheException(
          CacheException.Kind.REGISTRY,
          "the registry " + file + " would come over plain http, where anybody can change it",
          Hint.USE_HTTPS);
    }
    return fetchers.usesNetwork(file) ? fromNetwork(file) : fromDisk(file);
  }

  /** This loader, but asking once, keeping no copy and saying nothing. */
  public RegistryLoader once() {
    return new RegistryLoader(
        fetchers,
        parser,
        new OldCopies(copies),
        settings.withoutRetries(),
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
      throw new CacheException(
          CacheException.Kind.REGISTRY,
          "the registry " + file + " can't be read: " + e.getMessage(),
          Hint.CHOOSE_ANOTHER_REGISTRY,
          e);
    } catch (IOException e) {
      throw tooLong(file, e);
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
      throw tooLong(file, e);
    }
  }

  private Text insteadOf(Location file, RegistryCopies.Copy kept, Fetcher.Failure failure) {
    progress.warn(
        "the registry "
            + file
            + " can't be reached ("
            + failure.getMessage()
            + "); using the copy from the last time");
    Text text = parsed(file, kept);
    return new Text(text.name(), text.report(), Optional.of(failure));
  }

  private static CacheException unreachable(Fetcher.Failure e) {
    return new CacheException(
        CacheException.Kind.UNAVAILABLE,
        "the registry " + e.location() + " can't be reached: " + e.getMessage(),
        e.reason() == Fetcher.Reason.UNTRUSTED ? Hint.TRUST_CERTIFICATE : Hint.USE_LOCAL_REGISTRY,
        e);
  }

  /** The registry as it is now; empty when the copy still is. */
  private Optional<RegistryCopies.Copy> fetch(Location file, Optional<RegistryCopies.Copy> copy)
      throws IOException {
    SourceSelector rota = new SourceSelector(1, settings.retries(), settings.backoff(), random);
    Cancellation cancellation = new Cancellation();
    while (true) {
      RegistryBuffer gathering = new RegistryBuffer(file);
      try {
        Fetcher.Request request =
            Fetcher.Request.from(file, 0, copy.flatMap(RegistryCopies.Copy::validator));
        Fetcher.Outcome outcome = fetchers.fetch(request, gathering, cancellation);
        if (outcome == Fetcher.Outcome.STOPPED) {
          throw new IOException("it is longer than 16 MiB");
        }
        return outcome == Fetcher.Outcome.NOT_MODIFIED
            ? Optional.empty()
            : Optional.of(gathering.copy());
      } catch (Fetcher.Failure e) {
        SourceSelector.Step step = rota.failed(e.reason().mayPass(), e.retryAfter());
        if (step.action() == SourceSelector.Action.GIVE_UP) {
          throw e;
        }
        cancellation.sleep(step.delay());
      }
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
      // Without a copy the next run needs the network; this one has what it wants.
      return;
    }
  }

  private static CacheException invalid(Text text) {
    return new CacheException(
        CacheException.Kind.REGISTRY, text.name() + ":" + text.refusal(), Hint.LINT_REGISTRY);
  }

  private static CacheException tooLong(Location file, IOException e) {
    return new CacheException(
        CacheException.Kind.REGISTRY,
        "the registry " + file + " can't be read: " + e.getMessage(),
        Hint.CHOOSE_ANOTHER_REGISTRY,
        e);
  }

  /** Copies that are there already; new ones are not kept. */
  private record OldCopies(RegistryCopies copies) implements RegistryCopies {

    @Override
    public Optional<Copy> find(Location location) {
      return copies.find(location);
    }

    @Override
    public void keep(Location location, Copy copy) {}
  }

  /**
   * A registry that was read.
   *
   * @param name where it came from, for messages
   * @param report what is to be said of it
   * @param missed why the copy from the last time had to serve, when it had to
   */
  public record Text(String name, RegistryParser.Report report, Optional<Fetcher.Failure> missed) {

    /** Why it is refused: the first error, and how many more there are. */
    public String refusal() {
      List<RegistryParser.Finding> errors = report.findings(RegistryParser.Severity.ERROR);
      int others = errors.size() - 1;
      return errors.get(0) + (others == 0 ? "" : " (and " + others + " more)");
    }
  }
}
