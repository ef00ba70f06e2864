package org.pumaguard.models.domain.fake.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.BlobIndex;

/** The indexes of an {@link InMemoryStore}. */
final class InMemoryIndex implements BlobIndex {

  private final InMemoryStore store;

  InMemoryIndex(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<BlobRange> locate(Sha256 fragment) {
    Optional<Fingerprint> whole = store.disk.fingerprint(store.blob(fragment));
    return whole.isPresent()
        ? Optional.of(new BlobRange(fragment, new ByteRange(0, whole.get().size())))
        : known(fragment).stream().filter(this::isStored).findFirst();
  }

  @Override
  public void add(Sha256 content, List<FragmentRange> fragments) throws IOException {
    for (FragmentRange fragment : fragments) {
      BlobRange place = new BlobRange(content, fragment.range());
      if (!fragment.sha256().equals(content) && !known(fragment.sha256()).contains(place)) {
        store.disk.faults().step(store.section("fragments"));
        List<BlobRange> places = new ArrayList<>(List.of(place));
        known(fragment.sha256()).stream()
            .filter(other -> !other.content().equals(content) && isStored(other))
            .forEach(places::add);
        store.fragments.put(fragment.sha256(), List.copyOf(places));
      }
    }
  }

  @Override
  public Optional<BlockList> blocks(Sha256 content) {
    return Optional.ofNullable(store.blocks.get(content));
  }

  @Override
  public void addBlocks(Sha256 content, BlockList blocks) throws IOException {
    if (blocks.sums().count() > 1) {
      store.disk.faults().step(store.section("blocks"));
      store.blocks.put(content, blocks);
    }
  }

  void tidy() {
    store.fragments.values().removeIf(places -> places.stream().noneMatch(this::isStored));
    store.blocks.keySet().removeIf(content -> !store.disk.exists(store.blob(content)));
  }

  private List<BlobRange> known(Sha256 fragment) {
    return store.fragments.getOrDefault(fragment, List.of());
  }

  private boolean isStored(BlobRange place) {
    return store
        .disk
        .fingerprint(store.blob(place.content()))
        .filter(blob -> blob.size() >= place.range().end())
        .isPresent();
  }
}
