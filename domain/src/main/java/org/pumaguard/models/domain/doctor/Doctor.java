package org.pumaguard.models.domain.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.concurrent.Runners;
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
 * Checks the directories, the registry and the sources of a cache. Writes nothing, requests each
 * location once, and continues after problems.
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
   * Runs all checks.
   *
   * @param registry as for {@link RegistryLoader#load}
   * @param allowInsecure as for {@link RegistryLoader#load}
   * @param sources replace the registry's sources, unless empty
   * @return the results, in the order in which a fetch uses their subjects
   * @throws CacheException if the caller is interrupted
   */
  public List<CheckResult> run(
      Location registry, boolean allowInsecure, List<SourceLocation> sources) {
    List<CheckResult> all =
        new ArrayList<>(DirectoryCheck.ofCacheDirectory(parts.directory()).run());
    all.addAll(new FileSystemCheck(parts.directory().space()).run());
    all.add(new ClockCheck(parts.clock().instant()).run());
    all.addAll(new LockCheck(parts.directory(), parts.locks()).run());
    for (CacheDirectory base : parts.bases()) {
      all.addAll(DirectoryCheck.ofBaseDirectory(base).run());
    }
    try {
      RegistryLoader.Text text = loader.read(registry, allowInsecure);
      all.add(checkRegistry(text));
      text.report()
          .registry()
          .map(found -> sources.isEmpty() ? found : found.withSources(sources))
          .ifPresent(found -> all.addAll(checkSources(text.name(), found)));
    } catch (CacheException e) {
      if (e.kind() == CacheException.Kind.INTERRUPTED) {
        throw e;
      }
      String detail =
          e.getCause() instanceof Fetcher.Failure failure
              ? String.valueOf(failure.getMessage())
              : String.valueOf(e.getMessage());
      all.add(new CheckResult.Problem(REGISTRY, registry.toString(), e.kind(), detail, e.hint()));
    }
    return all;
  }

  private static CheckResult checkRegistry(RegistryLoader.Text text) {
    Optional<SourceRegistry> registry = text.report().registry();
    if (registry.isEmpty()) {
      return new CheckResult.Problem(
          REGISTRY, text.name(), CacheException.Kind.REGISTRY, text.refusal(), Hint.LINT_REGISTRY);
    }
    if (text.missed().isPresent()) {
      return new CheckResult.Problem(
          REGISTRY,
          text.name(),
          CacheException.Kind.UNAVAILABLE,
          text.missed().get().getMessage() + "; the last fetched copy is used",
          Hint.USE_LOCAL_REGISTRY);
    }
    int models = registry.get().models().size();
    boolean hasWarnings = !text.report().findings(RegistryParser.Severity.WARNING).isEmpty();
    String count = models + (models == 1 ? " model" : " models");
    return hasWarnings
        ? new CheckResult.Advice(
            REGISTRY, text.name(), count + "; some of its keys are unknown", Hint.LINT_REGISTRY)
        : new CheckResult.Ok(REGISTRY, text.name(), count);
  }

  /** Checks each source with a file of the first model that it serves. */
  private List<CheckResult> checkSources(String name, SourceRegistry registry) {
    List<CheckResult> results = new ArrayList<>();
    Map<SourceLocation, Model> samples = new LinkedHashMap<>();
    for (Model model : registry.models()) {
      List<SourceLocation> sources = registry.sourcesOf(model);
      sources.forEach(source -> samples.putIfAbsent(source, model));
      if (sources.isEmpty() && results.isEmpty()) {
        results.add(
            new CheckResult.Problem(
                REGISTRY,
                name,
                CacheException.Kind.UNAVAILABLE,
                "no source for '" + model.name() + "'",
                Hint.NAME_SOURCE));
      }
    }
    List<SourceCheck> checks = new ArrayList<>();
    samples.forEach(
        (source, model) ->
            checks.add(new SourceCheck(parts.fetchers(), source, model, parts.clock())));
    results.addAll(runAll(checks));
    return results;
  }

  /** Runs checks in parallel, since each unreachable source delays its check by the time-out. */
  private List<CheckResult> runAll(List<SourceCheck> checks) {
    Cancellation cancellation = new Cancellation();
    Queue<SourceCheck> queue = new ConcurrentLinkedQueue<>(checks);
    Map<SourceCheck, List<CheckResult>> results = new ConcurrentHashMap<>();
    Runnable runner =
        () -> {
          for (SourceCheck check = queue.poll(); check != null; check = queue.poll()) {
            results.put(check, check.run(cancellation));
          }
        };
    new Runners(parts.executor(), cancellation)
        .run(runner, Math.min(parts.settings().parallel().initial(), checks.size()));
    return checks.stream()
        .flatMap(check -> results.getOrDefault(check, List.of()).stream())
        .toList();
  }
}
