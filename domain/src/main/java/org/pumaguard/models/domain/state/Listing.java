package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.ContentStore;

/**
 * What a cache directory surely does not have, so that the absent models of a large registry are
 * not looked up one by one.
 *
 * @param names of all entries, in lower case, since some file systems ignore case
 * @param partials the contents of which bytes may have arrived
 */
record Listing(Set<String> names, Set<Sha256> partials) {

  /** Empty if the directory cannot be listed; its files may be accessible nevertheless. */
  static Optional<Listing> of(ContentStore store) {
    try {
      // Partials first: one that is completed meanwhile is found among the names.
      Set<Sha256> partials = new HashSet<>(store.partials().contents());
      Set<String> names = new HashSet<>();
      store.inventory().names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
      return Optional.of(new Listing(names, partials));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether nothing of a model is there: neither its file, nor an obstacle, nor a partial. */
  boolean lacks(Model model) {
    String name = model.name().file().value();
    // Some file systems store other names in another Unicode form.
    return name.chars().allMatch(character -> character < 0x80)
        && !names.contains(name.toLowerCase(Locale.ROOT))
        && !partials.contains(model.publication().sha256());
  }
}
