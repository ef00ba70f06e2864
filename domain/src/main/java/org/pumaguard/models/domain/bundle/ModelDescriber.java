package org.pumaguard.models.domain.bundle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Publication;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.BlobIndex;
import org.pumaguard.models.domain.port.ContentStore;

/**
 * Describes models for the registry of a bundle: with all known lengths, and without credentials.
 *
 * @param index the fragments of cached models
 */
record ModelDescriber(BlobIndex index) {

  /** The description of a model whose content the bundle leaves out. */
  Model describe(Model model) throws IOException {
    return describe(model, model.size());
  }

  /**
   * The description of a cached model.
   *
   * @param store the directory that contains the model
   */
  Model describe(Model model, ContentStore store) throws IOException {
    Optional<Fingerprint> visible = store.models().find(model.name());
    return describe(
        model, visible.isPresent() ? OptionalLong.of(visible.get().size()) : model.size());
  }

  private Model describe(Model model, OptionalLong size) throws IOException {
    Publication published = model.publication();
    Publication sized =
        published.compression().isPresent()
            ? published
            : new Publication(
                published.file(),
                published.sha256(),
                size,
                fragments(model, size),
                Optional.empty());
    return new Model(
        model.name(),
        model.sha256(),
        size,
        sized,
        model.about(),
        withoutCredentials(model.sources()),
        model.unpack());
  }

  /** The fragments with lengths from the index, if it contains all that the registry omits. */
  private List<Fragment> fragments(Model model, OptionalLong size) throws IOException {
    List<Fragment> registered = model.publication().fragments();
    List<Fragment> sized = new ArrayList<>();
    long sum = 0;
    for (Fragment fragment : registered) {
      OptionalLong length =
          fragment.size().isPresent() ? fragment.size() : indexedLength(fragment, model);
      if (length.isEmpty()) {
        return registered;
      }
      sum += length.getAsLong();
      sized.add(new Fragment(fragment.name(), fragment.sha256(), length));
    }
    return size.isPresent() && sum == size.getAsLong() ? sized : registered;
  }

  private OptionalLong indexedLength(Fragment fragment, Model model) throws IOException {
    Optional<BlobRange> source = index.locate(fragment.sha256());
    return source.isPresent() && source.get().content().equals(model.sha256())
        ? OptionalLong.of(source.get().range().length())
        : OptionalLong.empty();
  }

  static List<SourceLocation> withoutCredentials(List<SourceLocation> sources) {
    return sources.stream().map(SourceLocation::withoutCredentials).distinct().toList();
  }
}
