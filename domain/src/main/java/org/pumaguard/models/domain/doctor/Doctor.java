package org.pumaguard.models.domain.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.concurrent.DownloadSlots;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Fetcher;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.source.RegistryLoader;
import org.pumaguard.models.domain.state.CacheParts;

/**
 * Looks whether all that a cache needs is as it should be: its directories, its registry, its
 * sources. Writes nothing, asks each location once, and goes on when something is wrong.
 */
public final class Doctor {

  private static final String REGISTRY = "registry";

  private final CacheParts parts;
  private final RegistryLoader loader;

  public Doctor(CacheParts parts, RegistryLoader loader) {
    this.parts = parts;
    this.loader = loader.once();
  }

  /**
   * Looks at everything.
   *
   * @param registry as for {@link RegistryLoader#load}
   * @param allowInsecure as for {@link RegistryLoader#load}
   * @param sources what stands in the place of the registry's sources; none to ask those
   * @return what was seen, in the order in which a fetch needs it
   */
  public List<CheckResult> run(
      Location registry, boolean allowInsecure, List<SourceLocation> sources) {
    List<CheckResult> all =
        new ArrayList<>(DirectoryCheck.ofCacheDirectory(parts.directory()).run());
    for (CacheDirectory base : parts.bases()) {
      all.addAll(DirectoryCheck.ofBaseDirectory(base).run());
    }
    try {
      RegistryLoader.Text text = loader.read(registry, allowInsecure);
      all.add(diagnosis(text));
      text.report()
          .registry()
          .map(found -> sources.isEmpty() ? found : found.withSources(sources))
          .ifPresent(found -> all.addAll(sources(text.name(), found)));
    } catch (CacheException e) {
      String detail =
          e.getCause() instanceof Fetcher.Failure failure
              ? String.valueOf(failure.getMessage())
              : String.valueOf(e.getMessage());
      all.add(CheckResult.problem(REGISTRY, registry.toString(), e.kind(), detail, e.hint()));
    }
    return all;
  }

  private static CheckResult diagnosis(RegistryLoader.Text text) {
    Optional<SourceRegistry> registry = text.report().registry();
    if (registry.isEmpty()) {
      return CheckResult.problem(
          REGISTRY, text.name(), CacheException.Kind.REGISTRY, text.refusal(), Hint.LINT_REGISTRY);
    }
    if (text.missed().isPresent()) {
      return CheckResult.problem(
          REGISTRY,
          text.name(),
          CacheException.Kind.UNAVAILABLE,
          text.missed().get().getMessage() + "; the copy from the last time serves instead",
          Hint.USE_LOCAL_REGISTRY);
    }
    int models = registry.get().models().size();
    boolean isClear = text.report().findings(RegistryParser.Severity.WARNING).isEmpty();
    String count = models + (models == 1 ? " model" : " models");
    return isClear
        ? CheckResult.ok(REGISTRY, text.name(), count)
        : CheckResult.ok(REGISTRY, text.name(), count + "; part of it is not understood")
            .withHint(Hint.LINT_REGISTRY);
  }

  /** Asks each source for a file of the first model that is looked for there. */
  private List<CheckResult> sources(String name, SourceRegistry registry) {
    List<CheckResult> diagnoses = new ArrayList<>();
    Map<SourceLocation, Model> samples = new LinkedHashMap<>();
    for (Model model : registry.models()) {
      List<SourceLocation> sources = registry.sourcesOf(model);
      sources.forEach(source -> samples.putIfAbsent(source, model));
      if (sources.isEmpty() && diagnoses.isEmpty()) {
        diagnoses.add(
            CheckResult.problem(
                REGISTRY,
                name,
                CacheException.Kind.UNAVAILABLE,
                "it names no source for '" + model.name() + "'",
                Hint.NAME_SOURCE));
      }
    }
    List<SourceCheck> checks = new ArrayList<>();
    samples.forEach(
        (source, model) -> checks.add(new SourceCheck(parts.fetchers(), source, model)));
    diagnoses.addAll(runAll(checks));
    return diagnoses;
  }

  /** Several at once: a source that is dead takes as long as the time-out to be known for it. */
  private List<CheckResult> runAll(List<SourceCheck> checks) {
    Cancellation cancellation = new Cancellation();
    DownloadSlots slots = new DownloadSlots(parts.settings().parallel());
    List<Future<CheckResult>> running = new ArrayList<>();
    List<CheckResult> diagnoses = new ArrayList<>();
    try {
      for (SourceCheck check : checks) {
        slots.acquire(0, cancellation);
        running.add(parts.executor().submit(() -> run(check, slots, cancellation)));
      }
      for (Future<CheckResult> one : running) {
        diagnoses.add(one.get());
      }
      return diagnoses;
    } catch (InterruptedException | CancellationException e) {
      Thread.currentThread().interrupt();
      throw CacheException.interrupted();
    } catch (ExecutionException e) {
      throw new IllegalStateException("unexpected failure: " + e.getCause(), e.getCause());
    } finally {
      cancellation.cancel();
    }
  }

  private static CheckResult run(
      SourceCheck check, DownloadSlots slots, Cancellation cancellation) {
    try {
      return check.run(cancellation);
    } finally {
      slots.release();
    }
  }
}
