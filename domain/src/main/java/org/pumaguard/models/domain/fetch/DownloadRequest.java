package org.pumaguard.models.domain.fetch;

import java.util.List;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Location;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.ContentStore;

/**
 * A model to be downloaded, and where its fragments may be found.
 *
 * @param sources where to fetch from, in order
 * @param store the store of the cache, from which fragments of other models are copied
 * @param bases the stores of read-only caches, from which fragments are copied too
 */
public record DownloadRequest(
    Model model, List<SourceLocation> sources, ContentStore store, List<ContentStore> bases) {

  public DownloadRequest {
    sources = List.copyOf(sources);
    bases = List.copyOf(bases);
  }

  /** The fragments of the published file in order; a file without fragments is one fragment. */
  List<Fragment> fragments() {
    return model.publication().fragmentsOrWhole();
  }

  /** The location of a fragment at a source. */
  Location locate(SourceLocation source, Fragment fragment) {
    return source.locate(fragment.name(), model.name(), fragment.sha256());
  }

  /** The fragment as messages name it. */
  String describe(Fragment fragment) {
    String name = model.name().value();
    return fragment.name().value().equals(name) ? name : name + ": fragment " + fragment.name();
  }
}
