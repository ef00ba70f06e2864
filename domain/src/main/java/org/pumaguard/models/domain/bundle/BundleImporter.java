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
 * Imports one bundle. The bundle is a source with its own registry, so an import locks, resumes,
 * reuses fragments, verifies and publishes like a fetch.
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
      SourceRegistry registry = bundled(entries.registry(), file);
      BundleSource source = new BundleSource(registry, entries);
      CacheParts fromBundle =
          parts
              .with(
                  registry, new FetchRouter(List.of(source), false), parts.settings().sequential())
              .with(new ImportProgress(parts.progress()));
      List<EnsureOutcome> outcomes =
          otherCache.apply(fromBundle).run(List.copyOf(registry.models()));
      Optional<Bundles.Malformed> damage = source.finish();
      List<EnsureOutcome> explained = new ArrayList<>();
      for (EnsureOutcome outcome : outcomes) {
        Model model = registry.find(outcome.name()).orElseThrow();
        explained.add(
            outcome instanceof EnsureOutcome.Failed failed
                ? EnsureOutcome.of(
                    model.name(), explain(model, failed.cause(), damage, source, file))
                : outcome);
      }
      return damage.isPresent()
          ? new ImportResult.Refused(explained, refused(file, damage.get()))
          : new ImportResult.Complete(explained);
    } catch (Bundles.Malformed e) {
      throw refused(file, e);
    } catch (IOException e) {
      throw new CacheException(
          CacheException.Kind.UNAVAILABLE,
          "the bundle "
              + file
              + " cannot be read: "
              + CacheException.describe(e).replace(": " + file, ""),
          BundleWriter.hintFor(e, Hint.CHECK_BUNDLE_FILE),
          e);
    }
  }

  /** The same models with the bundle as their only source, uncompressed. */
  private static SourceRegistry bundled(SourceRegistry registry, Path file) {
    String folder =
        SourceLocation.parse(file.toAbsolutePath().toString(), Optional.empty()).template();
    SourceLocation location =
        new SourceLocation(
            BundleSource.SCHEME + folder.substring("file".length()) + "/{model}/{sha256}");
    List<Model> models = new ArrayList<>();
    for (Model model : registry.models()) {
      models.add(
          new Model(
              model.name(),
              model.sha256(),
              model.size(),
              bundledPublication(model),
              model.about(),
              List.of(),
              model.unpack()));
    }
    return new SourceRegistry(List.of(location), models);
  }

  private static Publication bundledPublication(Model model) {
    Publication published = model.publication();
    boolean inFragments =
        published.compression().isEmpty()
            && published.fragments().stream().allMatch(fragment -> fragment.size().isPresent());
    return inFragments
        ? published
        : new Publication(
            model.name().file(), model.sha256(), model.size(), List.of(), Optional.empty());
  }

  private static CacheException explain(
      Model model,
      CacheException failure,
      Optional<Bundles.Malformed> damage,
      BundleSource source,
      Path file) {
    Sha256 content = model.sha256();
    return switch (failure.kind()) {
      case UNAVAILABLE, NOT_FOUND ->
          damage.isPresent()
              ? new CacheException(
                  CacheException.Kind.INTEGRITY,
                  model.name() + ": not imported: the bundle is damaged before this model",
                  Hint.REPLACE_BUNDLE,
                  failure)
              : source.isConsumed(content)
                  ? mismatch(model, file, failure)
                  : source.isMissing(content) ? missing(model, file, failure) : failure;
      case INTEGRITY ->
          new CacheException(
              CacheException.Kind.INTEGRITY,
              String.valueOf(failure.getMessage()),
              Hint.REPLACE_BUNDLE,
              failure);
      default -> failure;
    };
  }

  /** A pipe is not read again, so it is unknown which of the two parts is wrong. */
  private static CacheException mismatch(Model model, Path file, CacheException failure) {
    return new CacheException(
        CacheException.Kind.INTEGRITY,
        model.name()
            + ": checksum mismatch: the partial of an earlier import and the rest from "
            + file
            + " do not have sha256 "
            + model.sha256()
            + ", and a pipe cannot be read again; the partial was deleted",
        Hint.IMPORT_AGAIN,
        failure);
  }

  private static CacheException missing(Model model, Path file, CacheException failure) {
    return new CacheException(
        CacheException.Kind.NOT_FOUND,
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
