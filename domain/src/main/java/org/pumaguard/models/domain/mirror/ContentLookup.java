package org.pumaguard.models.domain.mirror;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.source.PublicationIndex;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;

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
  private final List<CacheView> views;
  private final VerifiedFiles files;
  private final PublishedContent published;
  private volatile PublicationIndex index =
      PublicationIndex.of(new SourceRegistry(List.of(), List.of()));

  public ContentLookup(CacheParts parts) {
    this.parts = parts;
    List<CacheView> bases = parts.bases().stream().map(CacheView::new).toList();
    this.views = new ArrayList<>(bases);
    this.views.add(parts.view());
    this.files = new VerifiedFiles(parts, bases);
    this.published = new PublishedContent(files, views);
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
      return model.isPresent() ? model : published.first(index().named(name), mayRead);
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
      Optional<StoredRange> found = published.first(index().digest(sha256), mayRead);
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

  /**
   * All names for which {@link #namedAtOnce} finds content, in alphabetical order. Reads no model.
   *
   * @throws CacheException if a directory cannot be read ({@code STORAGE})
   */
  public SortedMap<String, StoredRange> names() {
    SortedMap<String, StoredRange> all = new TreeMap<>();
    try {
      Set<ModelName> models = new HashSet<>(parts.view().records().entries().keySet());
      parts.registry().get().models().forEach(model -> models.add(model.name()));
      for (ModelName name : models) {
        cached(name, false).ifPresent(found -> all.put(name.value(), found));
      }
      for (Model model : parts.registry().get().models()) {
        published.addNames(model, all);
      }
      return all;
    } catch (IOException e) {
      throw CacheException.storage("the list of files", e);
    }
  }

  /** The registered models that contain a file of this name, cached or not. */
  public List<ModelName> modelsWith(FileName name) {
    List<ModelName> models = new ArrayList<>();
    if (!name.isReserved() && parts.registry().get().find(new ModelName(name)).isPresent()) {
      models.add(new ModelName(name));
    }
    index().named(name).forEach(part -> models.add(part.model().name()));
    return models;
  }

  /** The registered models that contain this digest, cached or not. */
  public List<ModelName> modelsWith(Sha256 sha256) {
    return index().digest(sha256).stream().map(part -> part.model().name()).toList();
  }

  /**
   * Whether a file is unchanged since it was looked up. Checked after the file was opened, since it
   * may be replaced between lookup and opening.
   */
  public boolean isUnchanged(StoredRange stored) {
    try {
      FileName name = FileName.parse(String.valueOf(stored.file().getFileName()));
      for (CacheView view : views) {
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

  /** The registered version in any directory, or else the version in the cache directory. */
  private Optional<StoredRange> cached(ModelName name, boolean mayRead) throws IOException {
    Optional<Model> wanted = parts.registry().get().find(name);
    if (wanted.isPresent()) {
      Optional<StoredRange> current =
          published.find(new PublicationIndex.Part(wanted.get(), Optional.empty()), mayRead);
      if (current.isPresent()) {
        return current;
      }
    }
    return files.find(parts.view(), name, mayRead);
  }

  @SuppressWarnings("ReferenceEquality") // A reloaded registry is another object.
  private PublicationIndex index() {
    SourceRegistry registry = parts.registry().get();
    PublicationIndex now = index;
    if (now.registry() != registry) {
      now = PublicationIndex.of(registry);
      index = now;
    }
    return now;
  }
}
