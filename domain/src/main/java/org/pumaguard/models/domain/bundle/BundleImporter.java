package org.pumaguard.models.domain.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureOutcome;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.api.ImportResult;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.Bundles;
import org.pumaguard.models.domain.port.RegistryParser;
import org.pumaguard.models.domain.source.FetchRouter;
import org.pumaguard.models.domain.state.CacheParts;

/**
 * Takes one bundle into the cache. The bundle is a source like others, with a registry of its own,
 * so that all that holds of a fetch holds of an import: locks, resumption, verification, fragments
 * that are on disk already, publication.
 */
final class BundleImporter {

  private final Function<CacheParts, EnsureAll> otherCache;
  private final CacheParts parts;
  private final Bundles bundles;
  private final RegistryParser parser;

  BundleImporter(
      Function<CacheParts, EnsureAll> otherCache,
      CacheParts parts,
      Bundles bundles,
      RegistryParser parser) {
    this.otherCache = otherCache;
    this.parts = parts;
    this.bundles = bundles;
    this.parser = parser;
  }

  ImportResult run(Path file) {
    try (BundleReader entries = BundleReader.open(bundles, parser, file, parts.progress())) {
      SourceRegistry registry = inOnePlace(entries.registry(), file);
      BundleSource source = new BundleSource(registry, entries);
      CacheParts fromBundle =
          parts.with(
              registry,
              new FetchRouter(List.of(source), false),
              parts.settings().oneAfterTheOther());
      List<EnsureOutcome> outcomes =
          otherCache.apply(fromBundle).run(List.copyOf(registry.models()));
      Optional<Bundles.Malformed> damage = source.finish();
      List<EnsureOutcome> explained = new ArrayList<>();
      for (EnsureOutcome outcome : outcomes) {
        Model model = registry.find(outcome.name()).orElseThrow();
        explained.add(
            outcome.failure().isPresent()
                ? EnsureOutcome.of(
                    outcome.name(), explained(model, outcome.failure().get(), damage, source, file))
                : outcome);
      }
      return new ImportResult(explained, damage.map(e -> refused(file, e)));
    } catch (Bundles.Malformed e) {
      throw refused(file, e);
    } catch (IOException e) {
      throw new CacheException(
          CacheException.Kind.UNAVAILABLE,
          "the bundle " + file + " can't be read: " + CacheException.describe(e),
          Hint.CHECK_BUNDLE_FILE,
          e);
    }
  }

  /** The same models, all of them to be had from the bundle only, as they are when finished. */
  private static SourceRegistry inOnePlace(SourceRegistry registry, Path file) {
    String folder =
        SourceLocation.parse(file.toAbsolutePath().toString(), Optional.empty()).template();
    SourceLocation place =
        new SourceLocation(
            BundleSource.SCHEME + folder.substring("file".length()) + "/{model}/{sha256}");
    List<Model> models = new ArrayList<>();
    for (Model model : registry.models()) {
      models.add(
          new Model(
              model.name(),
              model.sha256(),
              model.size(),
              finished(model),
              model.about(),
              List.of(),
              model.unpack()));
    }
    return new SourceRegistry(List.of(place), models);
  }

  private static Publication finished(Model model) {
    Publication published = model.publication();
    boolean inFragments =
        published.compression().isEmpty()
            && published.fragments().stream().allMatch(fragment -> fragment.size().isPresent());
    return inFragments
        ? published
        : new Publication(
            model.name().file(), model.sha256(), model.size(), List.of(), Optional.empty());
  }

  private static CacheException explained(
      Model model,
      CacheException failure,
      Optional<Bundles.Malformed> damage,
      BundleSource source,
      Path file) {
    Sha256 content = model.sha256();
    return switch (failure.kind()) {
      case UNAVAILABLE ->
          damage.isPresent()
              ? new CacheException(
                  CacheException.Kind.INTEGRITY,
                  model.name() + ": not imported, since the bundle is damaged before its end",
                  Hint.REPLACE_BUNDLE,
                  failure)
              : source.hasPassed(content)
                  ? wrong(model, file, failure)
                  : source.lacks(content) ? lacking(model, file, failure) : failure;
      case INTEGRITY ->
          new CacheException(
              CacheException.Kind.INTEGRITY,
              String.valueOf(failure.getMessage()),
              Hint.REPLACE_BUNDLE,
              failure);
      default -> failure;
    };
  }

  /** Of a bundle that can be read again it would be known which of both is wrong. */
  private static CacheException wrong(Model model, Path file, CacheException failure) {
    return new CacheException(
        CacheException.Kind.INTEGRITY,
        model.name()
            + ": checksum mismatch: what an earlier import had left of it and what came from "
            + file
            + " do not have sha256 "
            + model.sha256()
            + " together, and a pipe can't be read again; nothing of it was kept",
        Hint.IMPORT_AGAIN,
        failure);
  }

  private static CacheException lacking(Model model, Path file, CacheException failure) {
    return new CacheException(
        CacheException.Kind.UNAVAILABLE,
        model.name()
            + ": its content "
            + model.sha256()
            + " is neither in the bundle "
            + file
            + " nor in the cache",
        Hint.COMPLETE_BUNDLE,
        failure);
  }

  private static CacheException refused(Path file, Bundles.Malformed e) {
    return new CacheException(
        CacheException.Kind.INTEGRITY,
        "the bundle " + file + " is refused: " + e.getMessage(),
        Hint.REPLACE_BUNDLE,
        e);
  }
}
