package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;

/**
 * What should be noted beside the stored content of a model: where its fragments lie in it, and the
 * sums of its blocks. A fetch notes that. Where it was lost, or the content came otherwise, it is
 * found out by reading the content once more, as far as the registry says how long the fragments
 * are.
 */
public final class BlockIndexer {

  private final ContentStore store;
  private final Model model;
  private final Cancellation cancellation;

  public BlockIndexer(ContentStore store, Model model, Cancellation cancellation) {
    this.store = store;
    this.model = model;
    this.cancellation = cancellation;
  }

  /** Notes what is missing, if that can be found out; without it only less is saved. */
  public void complete() {
    try {
      Optional<Fingerprint> stored = store.blobs().find(model.sha256());
      if (stored.isPresent()) {
        complete(stored.get().size());
      }
    } catch (IOException e) {
      // Such as on a disk that is full, may not be written, or can't read all of it.
      return;
    }
  }

  private void complete(long size) throws IOException {
    List<FragmentRange> fragments = places(size);
    if (isMissing(fragments) || (size > BlockSums.BLOCK_BYTES && lacksBlocks(fragments))) {
      read(fragments.isEmpty() ? List.of(new ByteRange(0, size)) : ranges(fragments))
          .filter(reading -> reading.matches(fragments))
          .ifPresent(reading -> note(fragments, reading.sums()));
    }
  }

  /** The fragments, if they make up content of this length. */
  private List<FragmentRange> places(long size) {
    List<Fragment> fragments =
        model.publication().compression().isEmpty() ? model.publication().fragments() : List.of();
    List<FragmentRange> places = new ArrayList<>();
    long offset = 0;
    for (Fragment fragment : fragments) {
      if (fragment.size().isEmpty()) {
        return List.of();
      }
      ByteRange range = new ByteRange(offset, fragment.size().getAsLong());
      places.add(new FragmentRange(fragment.sha256(), range));
      offset = range.end();
    }
    return offset == size ? places : List.of();
  }

  private boolean isMissing(List<FragmentRange> fragments) throws IOException {
    for (FragmentRange fragment : fragments) {
      if (store.index().locate(fragment.sha256()).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private boolean lacksBlocks(List<FragmentRange> fragments) throws IOException {
    return store
        .index()
        .blocks(model.sha256())
        .filter(known -> fragments.isEmpty() || !known.fragments().isEmpty())
        .isEmpty();
  }

  private static List<ByteRange> ranges(List<FragmentRange> fragments) {
    return fragments.stream().map(FragmentRange::range).toList();
  }

  /** Reads the content in these runs; empty when it is not what it should be. */
  private Optional<Reading> read(List<ByteRange> runs) throws IOException {
    BlobHasher whole = new BlobHasher(true);
    List<Sha256> digests = new ArrayList<>();
    try (Content content = store.blobs().open(model.sha256())) {
      for (ByteRange run : runs) {
        MessageDigest digest = Hashing.sha256();
        Hashing.update(
            bytes -> {
              whole.update(bytes.duplicate());
              digest.update(bytes);
            },
            content,
            run,
            cancellation,
            read -> {});
        digests.add(Sha256.of(digest.digest()));
      }
    }
    return whole.sha256().equals(model.sha256())
        ? Optional.of(new Reading(digests, whole.sums().orElseThrow()))
        : Optional.empty();
  }

  private void note(List<FragmentRange> fragments, BlockSums sums) {
    try {
      store.index().add(model.sha256(), fragments);
      store.index().addBlocks(model.sha256(), new BlockList(fragments, sums));
    } catch (IOException e) {
      return;
    }
  }

  /**
   * What reading the content has shown.
   *
   * @param digests of the runs
   */
  private record Reading(List<Sha256> digests, BlockSums sums) {

    /**
     * Whether the fragments are what the registry says, which nothing but reading them can tell.
     */
    boolean matches(List<FragmentRange> fragments) {
      return fragments.isEmpty()
          || digests.equals(fragments.stream().map(FragmentRange::sha256).toList());
    }
  }
}
