package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.LayeredCacheView;
import org.pumaguard.models.domain.state.ModelCheck;
import org.pumaguard.models.domain.state.RecordRecovery;
import org.pumaguard.models.domain.state.Sighting;
import org.pumaguard.models.domain.state.Verdict;

/**
 * Makes one file available that no registry describes, by its location and digest. Safe for use by
 * many threads.
 */
public final class RetrieveFile {

  private final CacheParts parts;
  private final LayeredCacheView views;
  private final EnsureModels named;
  private final EnsureModels unnamed;

  /**
   * Retrieves files into the cache of these parts.
   *
   * @param parts with a registry of no models, since none is to be read
   * @param models share their download slots
   */
  public RetrieveFile(CacheParts parts, RecordRecovery recovery, EnsureModels models) {
    this.parts = parts;
    this.views = new LayeredCacheView(parts, recovery);
    this.named = models.beside(parts, views, EnsureTask.Replacing.VERSIONS);
    this.unnamed = models.beside(parts, views, EnsureTask.Replacing.NOTHING);
  }

  /** Makes the file available under a name; other content of the name becomes a former version. */
  public EnsureResult run(Location location, Sha256 sha256, ModelName name) {
    Model model = model(location, sha256, name);
    ModelCheck check = named.check(model);
    return EnsureModels.settled(check, model).orElseGet(() -> named.one(model, check));
  }

  /**
   * Makes the file available under a name of its location. A name that shows other content is left
   * to it, so no path that was returned shows other bytes later.
   */
  public EnsureResult run(Location location, Sha256 sha256) {
    long fetched = 0;
    List<ModelName> names = RetrievedNames.of(location, sha256);
    for (ModelName name : names.subList(0, names.size() - 1)) {
      Model model = model(location, sha256, name);
      Optional<EnsureResult> base = ofBase(model);
      if (base.isPresent()) {
        return base.get();
      }
      Optional<ModelCheck> free = checkFree(model);
      if (free.isPresent()) {
        EnsureResult result = plus(fetched, unnamed.one(model, free.get()));
        if (!isTaken(model)) {
          return result;
        }
        // Another caller was faster with other content. This content is stored.
        fetched = result.bytesFetched();
      }
    }
    return plus(fetched, run(location, sha256, names.get(names.size() - 1)));
  }

  /** The file as a model, and its location as the only source. */
  private static Model model(Location location, Sha256 sha256, ModelName name) {
    return new Model(
        name,
        sha256,
        OptionalLong.empty(),
        new Publication(name.file(), sha256, OptionalLong.empty(), List.of(), Optional.empty()),
        Model.About.NOTHING,
        List.of(source(location)),
        Optional.empty());
  }

  private static SourceLocation source(Location location) {
    try {
      return SourceLocation.exactly(location);
    } catch (IllegalArgumentException e) {
      throw new CacheException(
          CacheException.Kind.NOT_FOUND,
          String.valueOf(e.getMessage()),
          Hint.CHECK_SOURCE_ADDRESS,
          e);
    }
  }

  private Optional<EnsureResult> ofBase(Model model) {
    try {
      return views
          .baseOf(model)
          .flatMap(view -> EnsureModels.settled(new ModelCheck.Settled(view), model));
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  /** The state of the file under a name; empty if something else has the name. */
  private Optional<ModelCheck> checkFree(Model model) {
    if (isTaken(model)) {
      return Optional.empty();
    }
    ModelCheck check = unnamed.check(model);
    if (check instanceof ModelCheck.Settled) {
      return Optional.of(check);
    }
    try {
      Verdict verdict =
          check instanceof ModelCheck.Known known ? known.verdict() : views.determine(model);
      boolean isForeign = verdict instanceof Verdict.Damaged && verdict.entry().isEmpty();
      return isForeign || parts.view().store().models().obstacle(model.name()).isPresent()
          ? Optional.empty()
          : Optional.of(new ModelCheck.Known(verdict));
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  /** Whether a file has the name that is recorded with other content. */
  private boolean isTaken(Model model) {
    try {
      return parts.view().look(model.name()) instanceof Sighting.Present present
          && present.entry().filter(it -> !it.sha256().equals(model.sha256())).isPresent();
    } catch (IOException e) {
      throw CacheException.storage(model.name().value(), e);
    }
  }

  private static EnsureResult plus(long fetched, EnsureResult result) {
    return new EnsureResult(
        result.name(),
        result.path(),
        result.state(),
        fetched + result.bytesFetched(),
        result.bytesReused(),
        result.setAside());
  }
}
