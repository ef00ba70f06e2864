package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;

/** Gets one fragment into the partial from content that is stored already. */
final class FragmentReuse {

  private final DownloadContext assembly;
  private final int index;
  private final Fragment fragment;
  private Optional<BlockSums> sums = Optional.empty();

  FragmentReuse(DownloadContext assembly, int index, Fragment fragment) {
    this.assembly = assembly;
    this.index = index;
    this.fragment = fragment;
  }

  /**
   * Copies the fragment.
   *
   * @return where it lies in the partial, verified; empty when nothing on disk has it
   * @throws IOException when the disk refuses
   */
  Optional<ByteRange> call() throws IOException {
    // The model's own stored file was found damaged; its intact ranges were taken before.
    Optional<ByteRange> copied =
        fromStore(assembly.store(), Set.of(assembly.model().publication().sha256()));
    for (ContentStore base : assembly.bases()) {
      copied = copied.isPresent() ? copied : fromBase(base);
    }
    return copied.isPresent() ? copied : fromLeftover(assembly.store());
  }

  private Optional<ByteRange> fromBase(ContentStore base) throws IOException {
    Optional<ByteRange> stored = fromStore(base, Set.of());
    return stored.isPresent() ? stored : fromLeftover(base);
  }

  private Optional<ByteRange> fromStore(ContentStore store, Set<Sha256> excluded)
      throws IOException {
    Optional<BlobRange> source = unlessUnreadable(() -> store.index().locate(fragment.sha256()));
    if (source.isEmpty() || excluded.contains(source.get().content())) {
      return Optional.empty();
    }
    ByteRange from = source.get().range();
    if (fragment.size().isPresent() && fragment.size().getAsLong() != from.length()) {
      return Optional.empty();
    }
    Optional<Content> opened =
        unlessUnreadable(() -> Optional.of(store.blobs().open(source.get().content())));
    return opened.isPresent() ? reused(opened.get(), from) : Optional.empty();
  }

  /**
   * From a file that bears the fragment's name, as PumaGuard's Python code leaves them. One of
   * unknown length is read before it is copied, since its length decides where others belong.
   */
  private Optional<ByteRange> fromLeftover(ContentStore store) throws IOException {
    if (assembly.model().publication().fragments().isEmpty()) {
      return Optional.empty();
    }
    Optional<Content> opened =
        unlessUnreadable(() -> store.inventory().openLeftover(fragment.name()));
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Optional<ByteRange> all = unlessUnreadable(() -> all(opened.get()));
    if (all.isEmpty()) {
      opened.get().close();
      return Optional.empty();
    }
    return reused(opened.get(), all.get());
  }

  private Optional<ByteRange> all(Content leftover) throws IOException {
    long size = leftover.size();
    boolean isFragment =
        fragment.size().isPresent()
            ? fragment.size().getAsLong() == size
            : Hashing.of(leftover, assembly.cancellation(), read -> {}).equals(fragment.sha256());
    return isFragment ? Optional.of(new ByteRange(0, size)) : Optional.empty();
  }

  /**
   * What is gone, may not be read, or can't be read from its disk any more costs the saving, and
   * nothing else: a source has it too.
   */
  private static <T> Optional<T> unlessUnreadable(Look<T> look) throws ClosedChannelException {
    try {
      return look.at();
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<ByteRange> reused(Content opened, ByteRange from) throws IOException {
    try (Content content = opened) {
      Optional<ByteRange> copied = copyUntilNothingMoves(content, from);
      copied.ifPresent(range -> assembly.tally().reused(fragment.name(), range.length()));
      return copied;
    } catch (Content.Unreadable e) {
      return Optional.empty();
    }
  }

  /**
   * Moves the fragment from where it was verified before it was known that it belongs elsewhere.
   *
   * @return where it lies now; empty when others have written over it
   */
  Optional<ByteRange> move(ByteRange former) throws IOException {
    return copyUntilNothingMoves(assembly.partial(), former);
  }

  /** The sums of its blocks, when it is the whole and was copied. */
  Optional<BlockSums> sums() {
    return sums;
  }

  private Optional<ByteRange> copyUntilNothingMoves(Content content, ByteRange from)
      throws IOException {
    while (true) {
      try {
        return copy(content, from);
      } catch (FragmentOffsets.Moved e) {
        assembly.cancellation().check();
      }
    }
  }

  /** What was written does not count unless its digest is right. */
  private Optional<ByteRange> copy(Content content, ByteRange from) throws IOException {
    assembly.layout().size(index, from.length());
    long base = assembly.layout().awaitOffset(index, assembly.cancellation());
    BlobHasher digest = new BlobHasher(assembly.layout().fragments() == 1);
    long done = 0;
    while (done < from.length()) {
      assembly.cancellation().check();
      long count = Math.min(IncomingFragment.COPY_BYTES, from.length() - done);
      ByteRange part = new ByteRange(from.offset() + done, count);
      ByteRange copied = new ByteRange(base + done, count);
      assembly.room().taking(count);
      assembly
          .layout()
          .write(index, base, () -> assembly.partial().copy(copied.offset(), content, part));
      Hashing.update(
          digest::update, assembly.partial(), copied, assembly.cancellation(), read -> {});
      done += count;
    }
    if (!digest.sha256().equals(fragment.sha256())) {
      return Optional.empty();
    }
    sums = digest.sums();
    return Optional.of(new ByteRange(base, done));
  }

  /** Looks at something that another disk, or another user, may refuse to show. */
  private interface Look<T> {
    Optional<T> at() throws IOException;
  }
}
