package org.pumaguard.models.domain.source;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.ContentSniffer;
import org.pumaguard.models.domain.port.Adapters;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.RegistryCopies;
import org.pumaguard.models.domain.port.RegistryParser;

/**
 * Loads source registries from files, resources and the network. A registry on the network is
 * requested each time, with the entity tag of the last copy. If the network is unavailable, or no
 * byte of the registry arrives for 10 s, or the registry is not complete after 60 s, the copy is
 * used. Without a copy, the time-outs and retries are the usual ones. Safe for use by many threads.
 */
public final class RegistryLoader {

  /** The name of the registry in a directory. */
  public static final String FILE_NAME = "model-registry.yaml";

  private final FetchRouter fetchers;
  private final Adapters.Registries registries;
  private final CacheSettings settings;
  private final RandomGenerator random;
  private final ReadingMode mode;

  /**
   * A loader.
   *
   * @param settings those for retries
   * @param random adds jitter to waits
   */
  public RegistryLoader(
      FetchRouter fetchers,
      Adapters.Registries registries,
      CacheSettings settings,
      RandomGenerator random,
      Progress progress) {
    this(
        fetchers,
        registries,
        settings,
        random,
        new ReadingMode(
            true, Patience.DEFAULT, new Cancellation(), new RegistryWarnings(progress)::all));
  }

  private RegistryLoader(
      FetchRouter fetchers,
      Adapters.Registries registries,
      CacheSettings settings,
      RandomGenerator random,
      ReadingMode mode) {
    this.fetchers = fetchers;
    this.registries = registries;
    this.settings = settings;
    this.random = random;
    this.mode = mode;
  }

  /**
   * Loads a registry and reports its warnings to {@link Progress}.
   *
   * @param location a file, or a directory with the file {@link #FILE_NAME}
   * @param allowInsecure whether plain http from another machine is allowed
   * @throws CacheException if the registry cannot be read or is rejected, or the thread is
   *     interrupted
   */
  public SourceRegistry load(Location location, boolean allowInsecure) {
    Text text = text(location, allowInsecure);
    mode.listener().accept(text);
    return text.report().registry().orElseThrow(() -> RegistryFailures.invalid(text));
  }

  /**
   * Reads a registry and returns all findings, even if it is rejected.
   *
   * @throws CacheException if it cannot be read, or the thread is interrupted
   */
  public Text read(Location location, boolean allowInsecure) {
    Text text = text(location, allowInsecure);
    mode.listener().accept(text.withoutFindings());
    return text;
  }

  /** This loader without retries, new copies and progress. */
  public RegistryLoader once() {
    return new RegistryLoader(
        fetchers,
        new Adapters.Registries(
            registries.parser(), registries.writer(), new OldCopies(registries.copies())),
        settings.withRetries(0),
        random,
        mode.tellingTo(text -> {}));
  }

  /** This loader with another way of reading. */
  RegistryLoader with(ReadingMode other) {
    return new RegistryLoader(fetchers, registries, settings, random, other);
  }

  ReadingMode mode() {
    return mode;
  }

  private Text text(Location location, boolean allowInsecure) {
    Location file =
        String.valueOf(location.uri().getRawPath()).endsWith("/")
            ? location.child(FILE_NAME)
            : location;
    if (file.scheme().equals("http") && !file.isLoopback() && !allowInsecure) {
      throw RegistryFailures.insecure(file);
    }
    try {
      return fetchers.usesNetwork(file) ? fromNetwork(file) : fromDisk(file);
    } catch (CancellationException e) {
      throw CacheException.interrupted();
    }
  }

  private Text fromDisk(Location file) {
    try {
      return fetched(
          file, transfer(file, Optional.empty()).fetch(mode.cancellation()).orElseThrow());
    } catch (Fetcher.Failure e) {
      if (e.reason() == Fetcher.Reason.DIRECTORY) {
        return fromDisk(file.child(FILE_NAME));
      }
      throw failedOnDisk(file, e);
    } catch (IOException e) {
      throw failedOnDisk(file, e);
    }
  }

  /** An interruption closes the file that is being read. */
  private static CacheException failedOnDisk(Location file, IOException e) {
    return Thread.currentThread().isInterrupted()
        ? CacheException.interrupted()
        : RegistryFailures.unreadable(file, e);
  }

  private Text fromNetwork(Location file) {
    Optional<RegistryCopies.Copy> copy = registries.copies().find(file);
    if (fetchers.offline() || !mode.network()) {
      return copy.map(kept -> copied(file, kept, Optional.empty()))
          .orElseThrow(
              () ->
                  fetchers.offline()
                      ? RegistryFailures.offline(file)
                      : RegistryFailures.notYetRead(file));
    }
    try {
      Optional<RegistryBuffer> changed =
          transfer(file, copy).fetchPatiently(mode.patience(), mode.cancellation());
      if (changed.isEmpty()) {
        return parsed(file, copy.orElseThrow());
      }
      Text text = fetched(file, changed.get());
      if (text.report().registry().isPresent()) {
        keep(file, changed.get().copy());
      }
      return text;
    } catch (Fetcher.Failure e) {
      if (copy.isEmpty() || e.reason() == Fetcher.Reason.NOT_FOUND) {
        throw RegistryFailures.of(e);
      }
      return copied(file, copy.get(), Optional.of(e));
    } catch (IOException e) {
      throw RegistryFailures.unreadable(file, e);
    }
  }

  private RegistryTransfer transfer(Location file, Optional<RegistryCopies.Copy> copy) {
    return new RegistryTransfer(fetchers, settings, random, file, copy);
  }

  /** Names an encoding, which explains more than the errors of its bytes read as text. */
  private Text fetched(Location file, RegistryBuffer buffer) throws IOException {
    Text text = parsed(file, buffer.copy());
    Optional<String> encoding = buffer.undecodable();
    if (encoding.isPresent() && text.report().registry().isEmpty()) {
      throw new IOException(
          "it is sent with Content-Encoding: " + encoding.get() + ", which cannot be decoded");
    }
    Optional<String> substitute = ContentSniffer.ofSubstitute(buffer.copy().text());
    if (substitute.isPresent() && text.report().registry().isEmpty()) {
      throw RegistryFailures.substituted(file, substitute.get());
    }
    return text;
  }

  private Text parsed(Location file, RegistryCopies.Copy copy) {
    Optional<Location> place =
        file.scheme().equals("classpath") ? Optional.empty() : Optional.of(copy.place().folder());
    RegistryParser.Report report = registries.parser().parse(copy.text(), place);
    return new Text(file.toString(), report, false, Optional.empty());
  }

  private Text copied(Location file, RegistryCopies.Copy copy, Optional<Fetcher.Failure> missed) {
    return new Text(file.toString(), parsed(file, copy).report(), true, missed);
  }

  private void keep(Location file, RegistryCopies.Copy copy) {
    try {
      registries.copies().keep(file, copy);
    } catch (IOException e) {
      // Ignored: this run has the registry; only the next one needs the network.
      return;
    }
  }

  /**
   * A registry that was read.
   *
   * @param name its location, for messages
   * @param report the result of parsing
   * @param isCopy whether these are the bytes of an earlier reading
   * @param missed the failure because of which the last copy was used; empty if it was not, or if
   *     the source was not asked
   */
  public record Text(
      String name, RegistryParser.Report report, boolean isCopy, Optional<Fetcher.Failure> missed) {

    private Text withoutFindings() {
      return new Text(
          name, new RegistryParser.Report(report.registry(), List.of()), isCopy, missed);
    }

    /** The reason for rejecting it: the first error and the number of others. */
    public String refusal() {
      List<RegistryParser.Finding> errors = report.findings(RegistryParser.Severity.ERROR);
      int others = errors.size() - 1;
      return errors.get(0) + (others == 0 ? "" : " (and " + others + " more)");
    }
  }
}
