package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.port.Partials;

/** Unfinished downloads of an {@link InMemoryStore}. */
final class InMemoryPartials implements Partials {

  private final InMemoryStore store;

  InMemoryPartials(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Partial open(Sha256 content) throws IOException {
    InMemoryFile file = store.disk.openOrCreate(store.partial(content));
    if (file.size() == 0) {
      store.dropJournal(content);
    }
    return new InMemoryPartial(store, content, file);
  }

  @Override
  public Optional<Fingerprint> find(Sha256 content) {
    return store.disk.fingerprint(store.partial(content));
  }

  @Override
  public void discard(Sha256 content) throws IOException {
    store.dropJournal(content);
    store.disk.deleteIfExists(store.partial(content));
  }

  @Override
  public Set<Sha256> contents() {
    return store.digests("partials");
  }
}
