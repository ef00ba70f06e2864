package org.pumaguard.models.domain.mirror;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.api.StoredRange;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.source.PublicationIndex;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.IntactRanges;

/**
 * The files that a registry publishes, as far as the cache has the registered version of their
 * models. Safe for use by multiple threads.
 *
 * @param views the directories, in the order of the search
 */
record PublishedContent(VerifiedFiles files, List<CacheView> views) {

  /** The content of the first candidate that is cached. */
  Optional<StoredRange> first(List<PublicationIndex.Part> candidates, boolean mayRead)
      throws IOException {
    for (PublicationIndex.Part part : candidates) {
      Optional<StoredRange> found = find(part, mayRead);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /**
   * The content of a model or fragment.
   *
   * @param mayRead whether a changed file may be read
   */
  Optional<StoredRange> find(PublicationIndex.Part part, boolean mayRead) throws IOException {
    Model model = part.model();
    for (CacheView view : views) {
      Optional<StoredRange> whole = whole(view, model, mayRead);
      if (whole.isPresent()) {
        return part.fragment().isEmpty()
            ? whole
            : fragment(model, part.fragment().get(), places(view, model), whole.get());
      }
    }
    return Optional.empty();
  }

  /** Adds the published names of a cached model, unless they are there already. Reads no model. */
  void addNames(Model model, Map<String, StoredRange> names) throws IOException {
    if (model.publication().compression().isPresent()) {
      return;
    }
    for (CacheView view : views) {
      Optional<StoredRange> whole = whole(view, model, false);
      if (whole.isPresent()) {
        names.putIfAbsent(model.publication().file().value(), whole.get());
        List<Fragment> fragments = model.publication().fragments();
        List<Optional<ByteRange>> places = fragments.isEmpty() ? List.of() : places(view, model);
        for (int i = 0; i < places.size(); i++) {
          String name = fragments.get(i).name().value();
          fragment(model, i, places, whole.get())
              .ifPresent(found -> names.putIfAbsent(name, found));
        }
        return;
      }
    }
  }

  private Optional<StoredRange> whole(CacheView view, Model model, boolean mayRead)
      throws IOException {
    return files
        .find(view, model.name(), mayRead)
        .filter(found -> found.sha256().equals(model.sha256()));
  }

  private static List<Optional<ByteRange>> places(CacheView view, Model model) throws IOException {
    return IntactRanges.of(view.store(), model).places();
  }

  private static Optional<StoredRange> fragment(
      Model model, int index, List<Optional<ByteRange>> places, StoredRange whole) {
    return places
        .get(index)
        .filter(range -> range.end() <= whole.range().length())
        .map(
            range ->
                new StoredRange(
                    model.publication().fragments().get(index).sha256(),
                    whole.file(),
                    range,
                    whole.fingerprint()));
  }
}
