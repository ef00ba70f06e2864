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
 * Completes the index of a model's stored content: the ranges of its fragments and the sums of its
 * blocks. A fetch writes the index. If it was lost, or the content was not fetched, the content is
 * read once; the ranges need the sizes of the fragments from the registry.
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

  /** Adds what is missing; a failure is ignored, since the index only saves transfers. */
  public void complete() {
    try {
      Optional<Fingerprint> stored = store.blobs().find(model.sha256());
      if (stored.isPresent()) {
        complete(stored.get().size());
      }
    } catch (IOException e) {
      // For example on a full or read-only disk, or after a read error.
      return;
    }
  }

  private void complete(long size) throws IOException {
    List<FragmentRange> fragments = rangesOf(size);
    if (isMissing(fragments) || (size > BlockSums.BLOCK_BYTES && lacksBlocks(fragments))) {
      read(fragments.isEmpty() ? List.of(new ByteRange(0, size)) : ranges(fragments))
          .filter(reading -> reading.matches(fragments))
          .ifPresent(reading -> add(fragments, reading.sums()));
    }
  }

  /** The ranges of the fragments; none if their sizes are unknown or do not add up. */
  private List<FragmentRange> rangesOf(long size) {
    List<Fragment> fragments =
        model.publication().compression().isEmpty() ? model.publication().fragments() : List.of();
    List<FragmentRange> ranges = new ArrayList<>();
    long offset = 0;
    for (Fragment fragment : fragments) {
      if (fragment.size().isEmpty()) {
        return List.of();
      }
      ByteRange range = new ByteRange(offset, fragment.size().getAsLong());
      ranges.add(new FragmentRange(fragment.sha256(), range));
      offset = range.end();
    }
    return offset == size ? ranges : List.of();
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

  /** Reads the content range by range; empty if its digest is wrong. */
  private Optional<Reading> read(List<ByteRange> ranges) throws IOException {
    BlobHasher whole = new BlobHasher(true);
    List<Sha256> digests = new ArrayList<>();
    try (Content content = store.blobs().open(model.sha256())) {
      for (ByteRange range : ranges) {
        MessageDigest digest = Hashing.sha256();
        Hashing.update(
            bytes -> {
              whole.update(bytes.duplicate());
              digest.update(bytes);
            },
            content,
            range,
            cancellation,
            read -> {});
        digests.add(Sha256.of(digest.digest()));
      }
    }
    return whole.sha256().equals(model.sha256())
        ? Optional.of(new Reading(digests, whole.sums().orElseThrow()))
        : Optional.empty();
  }

  private void add(List<FragmentRange> fragments, BlockSums sums) {
    try {
      store.index().add(model.sha256(), fragments);
      store.index().addBlocks(model.sha256(), new BlockList(fragments, sums));
    } catch (IOException e) {
      return;
    }
  }

  /**
   * Result of reading the content.
   *
   * @param digests of the ranges
   */
  private record Reading(List<Sha256> digests, BlockSums sums) {

    /** Whether the content consists of these fragments. */
    boolean matches(List<FragmentRange> fragments) {
      return fragments.isEmpty()
          || digests.equals(fragments.stream().map(FragmentRange::sha256).toList());
    }
  }
}
