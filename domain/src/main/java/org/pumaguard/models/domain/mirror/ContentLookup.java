package org.pumaguard.models.domain.mirror;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.model.SourceRegistry;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.source.PublicationIndex;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.IntactRanges;

/**
 * What a cache can hand on to others, by the names under which it was published and by digest:
 * never bytes that were not verified. Fetches nothing, writes nothing. Safe for use by many
 * threads.
 *
 * <p>A file is trusted while it looks as it did when it was verified, however long ago that was;
 * one that does not is read once before it is handed on, and that is remembered.
 */
public final class ContentLookup {

  private final CacheParts parts;
  private final List<CacheView> bases;
  private final Map<ModelName, Read> read = new ConcurrentHashMap<>();
  private volatile PublicationIndex published =
      PublicationIndex.of(new SourceRegistry(List.of(), List.of()));

  public ContentLookup(CacheParts parts) {
    this.parts = parts;
    this.bases = parts.bases().stream().map(CacheView::new).toList();
  }

  /**
   * What is called so: a model in the version that is cached, though it may be outdated; else a
   * fragment, or the whole file under the name that it was published with, of a cached model.
   *
   * @throws CacheException when the disk refuses ({@code STORAGE})
   */
  public Optional<StoredRange> named(FileName name) {
    return named(name, true);
  }

  /**
   * As {@link #named}, for whoever may not take long: empty also where a file would have to be read
   * first.
   *
   * @throws CacheException when the disk refuses ({@code STORAGE})
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
   * A model or a fragment of this digest.
   *
   * @throws CacheException when the disk refuses ({@code STORAGE})
   */
  public Optional<StoredRange> digest(Sha256 sha256) {
    return digest(sha256, true);
  }

  /**
   * As {@link #digest}, for whoever may not take long: empty also where a file would have to be
   * read first.
   *
   * @throws CacheException when the disk refuses ({@code STORAGE})
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
          found = cached(entry.name(), mayRead).filter(stocked -> stocked.sha256().equals(sha256));
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

  /** The models of the registry that would bring something of this name, were they cached. */
  public List<ModelName> modelsWith(FileName name) {
    List<ModelName> models = new ArrayList<>();
    if (!name.isReserved() && parts.registry().get().find(new ModelName(name)).isPresent()) {
      models.add(new ModelName(name));
    }
    published().named(name).forEach(part -> models.add(part.model().name()));
    return models;
  }

  /** The models of the registry that would bring something of this digest, were they cached. */
  public List<ModelName> modelsWith(Sha256 sha256) {
    return published().digest(sha256).stream().map(part -> part.model().name()).toList();
  }

  /**
   * Whether a file still is what it was when it was looked up. Who opens it asks after that, since
   * it may have been replaced between the two.
   */
  public boolean isStill(StoredRange stocked) {
    try {
      FileName name = FileName.parse(String.valueOf(stocked.file().getFileName()));
      for (CacheView shelf : shelves()) {
        if (shelf.store().models().path(new ModelName(name)).equals(stocked.file())) {
          return shelf
              .store()
              .models()
              .find(new ModelName(name))
              .filter(stocked.fingerprint()::equals)
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
    for (CacheView shelf : shelves()) {
      Optional<StoredRange> whole =
          trusted(shelf, model.name(), mayRead)
              .filter(found -> found.sha256().equals(model.sha256()));
      if (whole.isPresent()) {
        return part.fragment().isEmpty() ? whole : fragment(shelf, part, whole.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<StoredRange> fragment(
      CacheView shelf, PublicationIndex.Part part, StoredRange whole) throws IOException {
    int index = part.fragment().orElseThrow();
    Optional<ByteRange> place = IntactRanges.of(shelf.store(), part.model()).places().get(index);
    Sha256 sha256 = part.model().publication().fragments().get(index).sha256();
    return place
        .filter(range -> range.end() <= whole.range().length())
        .map(range -> new StoredRange(sha256, whole.file(), range, whole.fingerprint()));
  }

  /** What the registry wants counts most, in whatever directory; then what there is. */
  private Optional<StoredRange> cached(ModelName name, boolean mayRead) throws IOException {
    Optional<Model> wanted = parts.registry().get().find(name);
    if (wanted.isPresent()) {
      Optional<StoredRange> current =
          find(new PublicationIndex.Part(wanted.get(), Optional.empty()), mayRead);
      if (current.isPresent()) {
        return current;
      }
    }
    return trusted(parts.view(), name, mayRead);
  }

  /** The file at a visible name, if it is known what it holds and that this is right. */
  private Optional<StoredRange> trusted(CacheView shelf, ModelName name, boolean mayRead)
      throws IOException {
    Optional<Fingerprint> visible = shelf.store().models().find(name);
    if (visible.isEmpty()) {
      return Optional.empty();
    }
    Optional<CacheRegistry.Entry> entry = shelf.records().find(name);
    boolean isKnown =
        entry.isPresent() && VerifyPolicy.CHANGED.trusts(entry.get().fingerprint(), visible.get());
    Optional<Sha256> sha256 =
        isKnown
            ? entry.map(CacheRegistry.Entry::sha256)
            : byReading(shelf, name, visible.get(), mayRead);
    ByteRange all = new ByteRange(0, visible.get().size());
    return sha256
        .map(
            digest ->
                new StoredRange(digest, shelf.store().models().path(name), all, visible.get()))
        .filter(found -> !bases.contains(shelf) || !isCondemned(found));
  }

  /** Whether this file of a base directory was found damaged, though it looks as it did. */
  private boolean isCondemned(StoredRange found) {
    return parts.directory().damaged().isMarked(found.file(), found.fingerprint(), found.sha256());
  }

  /** One thread reads a file, the others wait for what it finds. */
  private Optional<Sha256> byReading(
      CacheView shelf, ModelName name, Fingerprint visible, boolean mayRead) throws IOException {
    if (!mayRead) {
      return Optional.empty();
    }
    Read last = read.computeIfAbsent(name, key -> new Read());
    synchronized (last) {
      if (!last.fingerprint.equals(Optional.of(visible))) {
        Optional<CacheView.Reading> reading = shelf.read(name, new Cancellation(), Progress.none());
        last.fingerprint = Optional.of(visible);
        last.sha256 =
            reading.map(CacheView.Reading::sha256).filter(digest -> isRight(shelf, name, digest));
      }
      return last.sha256;
    }
  }

  private boolean isRight(CacheView shelf, ModelName name, Sha256 actual) {
    return parts.registry().get().find(name).filter(m -> m.sha256().equals(actual)).isPresent()
        || shelf.records().find(name).filter(entry -> CacheView.isKnown(entry, actual)).isPresent();
  }

  private List<CacheView> shelves() {
    List<CacheView> all = new ArrayList<>(bases);
    all.add(parts.view());
    return all;
  }

  @SuppressWarnings("ReferenceEquality") // A registry that was read again is another one.
  private PublicationIndex published() {
    SourceRegistry registry = parts.registry().get();
    PublicationIndex now = published;
    if (now.registry() != registry) {
      now = PublicationIndex.of(registry);
      published = now;
    }
    return now;
  }

  /** What reading a file has shown that looked like this; nothing where it holds nothing right. */
  private static final class Read {
    private Optional<Fingerprint> fingerprint = Optional.empty();
    private Optional<Sha256> sha256 = Optional.empty();
  }
}
