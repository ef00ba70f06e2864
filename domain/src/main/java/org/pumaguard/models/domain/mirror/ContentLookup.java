package org.pumaguard.models.domain.mirror;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.source.PublicationIndex;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.IntactRanges;

/**
 * Finds verified content of a cache by published name or by digest, to serve it to other machines.
 * Never returns unverified bytes. Fetches nothing and writes nothing. Safe for use by multiple
 * threads.
 *
 * <p>A file with an unchanged fingerprint is trusted however long ago it was verified. A changed
 * file is read once before it is returned, and the result is memoized.
 */
public final class ContentLookup {

  private final CacheParts parts;
  private final List<CacheView> bases;
  private final VerifiedFiles files;
  private volatile PublicationIndex published =
      PublicationIndex.of(new SourceRegistry(List.of(), List.of()));

  public ContentLookup(CacheParts parts) {
    this.parts = parts;
    this.bases = parts.bases().stream().map(CacheView::new).toList();
    this.files = new VerifiedFiles(parts, bases);
  }

  /**
   * The content with a name: the cached version of a model, which may be outdated; or else a
   * fragment or published file of a cached model. Reads changed files.
   *
   * @throws CacheException if a directory cannot be read ({@code STORAGE})
   */
  public Optional<StoredRange> named(FileName name) {
    return named(name, true);
  }

  /**
   * As {@link #named}, but non-blocking: empty if a file would have to be read.
   *
   * @throws CacheException if a directory cannot be read ({@code STORAGE})
   */
  public Optional<StoredRange> namedAtOnce(FileName name) {
    return named(name, false);
  }

  private Optional<StoredRange> named(FileName name, boolean mayRead) {
    try {
      Optional<StoredRange> model =
          name.isReserved() ? Optional.empty() : cached(new ModelName(name), mayRead);
      return model.isPresent() ? model : first(published().named(name), mayRead);
    } catch (IOException e) {
      throw CacheException.storage(name.value(), e);
    }
  }

  /**
   * The model or fragment with a digest. Reads changed files.
   *
   * @throws CacheException if a directory cannot be read ({@code STORAGE})
   */
  public Optional<StoredRange> digest(Sha256 sha256) {
    return digest(sha256, true);
  }

  /**
   * As {@link #digest}, but non-blocking: empty if a file would have to be read.
   *
   * @throws CacheException if a directory cannot be read ({@code STORAGE})
   */
  public Optional<StoredRange> digestAtOnce(Sha256 sha256) {
    return digest(sha256, false);
  }

  private Optional<StoredRange> digest(Sha256 sha256, boolean mayRead) {
    try {
      Optional<StoredRange> found = first(published().digest(sha256), mayRead);
      if (found.isPresent()) {
        return found;
      }
      for (CacheRegistry.Entry entry : parts.view().records().entries().values()) {
        if (entry.sha256().equals(sha256)) {
          found = cached(entry.name(), mayRead).filter(stored -> stored.sha256().equals(sha256));
          if (found.isPresent()) {
            return found;
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw CacheException.storage(sha256.toString(), e);
    }
  }

  /** The registered models that contain a file of this name, cached or not. */
  public List<ModelName> modelsWith(FileName name) {
    List<ModelName> models = new ArrayList<>();
    if (!name.isReserved() && parts.registry().get().find(new ModelName(name)).isPresent()) {
      models.add(new ModelName(name));
    }
    published().named(name).forEach(part -> models.add(part.model().name()));
    return models;
  }

  /** The registered models that contain this digest, cached or not. */
  public List<ModelName> modelsWith(Sha256 sha256) {
    return published().digest(sha256).stream().map(part -> part.model().name()).toList();
  }

  /**
   * Whether a file is unchanged since it was looked up. Checked after the file was opened, since it
   * may be replaced between lookup and opening.
   */
  public boolean isUnchanged(StoredRange stored) {
    try {
      FileName name = FileName.parse(String.valueOf(stored.file().getFileName()));
      for (CacheView view : views()) {
        if (view.store().models().path(new ModelName(name)).equals(stored.file())) {
          return view.store()
              .models()
              .find(new ModelName(name))
              .filter(stored.fingerprint()::equals)
              .isPresent();
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<StoredRange> first(List<PublicationIndex.Part> candidates, boolean mayRead)
      throws IOException {
    for (PublicationIndex.Part part : candidates) {
      Optional<StoredRange> found = find(part, mayRead);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<StoredRange> find(PublicationIndex.Part part, boolean mayRead)
      throws IOException {
    Model model = part.model();
    for (CacheView view : views()) {
      Optional<StoredRange> whole =
          files
              .find(view, model.name(), mayRead)
              .filter(found -> found.sha256().equals(model.sha256()));
      if (whole.isPresent()) {
        return part.fragment().isEmpty() ? whole : fragment(view, part, whole.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<StoredRange> fragment(
      CacheView view, PublicationIndex.Part part, StoredRange whole) throws IOException {
    int index = part.fragment().orElseThrow();
    Optional<ByteRange> place = IntactRanges.of(view.store(), part.model()).places().get(index);
    Sha256 sha256 = part.model().publication().fragments().get(index).sha256();
    return place
        .filter(range -> range.end() <= whole.range().length())
        .map(range -> new StoredRange(sha256, whole.file(), range, whole.fingerprint()));
  }

  /** The registered version in any directory, or else the version in the cache directory. */
  private Optional<StoredRange> cached(ModelName name, boolean mayRead) throws IOException {
    Optional<Model> wanted = parts.registry().get().find(name);
    if (wanted.isPresent()) {
      Optional<StoredRange> current =
          find(new PublicationIndex.Part(wanted.get(), Optional.empty()), mayRead);
      if (current.isPresent()) {
        return current;
      }
    }
    return files.find(parts.view(), name, mayRead);
  }

  private List<CacheView> views() {
    List<CacheView> all = new ArrayList<>(bases);
    all.add(parts.view());
    return all;
  }

  @SuppressWarnings("ReferenceEquality") // A reloaded registry is another object.
  private PublicationIndex published() {
    SourceRegistry registry = parts.registry().get();
    PublicationIndex now = published;
    if (now.registry() != registry) {
      now = PublicationIndex.of(registry);
      published = now;
    }
    return now;
  }
}
