package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.digest.ContentReader;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.fetch.partial.DownloadTarget;
import org.pumaguard.models.domain.fetch.partial.FragmentOffsets;
import org.pumaguard.models.domain.fetch.partial.FragmentRegion;
import org.pumaguard.models.domain.fetch.partial.StoredFragment;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fragment;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;

/** Copies one fragment into the partial from stored content. */
final class FragmentReuse {

  private final DownloadRequest request;
  private final TransferProgress progress;
  private final Cancellation cancellation;
  private final FragmentRegion region;
  private final int index;
  private final Fragment fragment;

  FragmentReuse(DownloadContext context, int index, Fragment fragment) {
    this.request = context.request();
    this.progress = context.progress();
    this.cancellation = context.tasks().cancellation();
    this.region = new FragmentRegion(context.target(), index);
    this.index = index;
    this.fragment = fragment;
  }

  /**
   * Copies the fragment from the store of the cache, or of a read-only cache.
   *
   * @return the verified fragment; empty if no store has it
   * @throws IOException if the partial cannot be written
   */
  Optional<StoredFragment> copyStored() throws IOException {
    // The model's own blob is damaged; its intact ranges were copied before.
    Optional<StoredFragment> copied =
        fromStore(request.store(), Set.of(request.model().publication().sha256()));
    for (ContentStore base : request.bases()) {
      copied = copied.isPresent() ? copied : fromBase(base);
    }
    return copied.isPresent() ? copied : fromLeftover(request.store());
  }

  /**
   * Moves the fragment inside the partial, from where it was verified before an earlier fragment
   * turned out to have another length.
   *
   * @return the fragment; empty if it was overwritten meanwhile
   */
  Optional<StoredFragment> move(ByteRange former) throws IOException {
    return copyUntilFixed(region.partial(), former);
  }

  /**
   * Copies the fragment inside the partial from another occurrence.
   *
   * @param other where that was verified
   * @return the fragment; empty if the other one was overwritten meanwhile
   */
  Optional<StoredFragment> copyWithin(ByteRange other) throws IOException {
    Optional<StoredFragment> copied = copyUntilFixed(region.partial(), other);
    copied.ifPresent(this::reportReused);
    return copied;
  }

  private Optional<StoredFragment> fromBase(ContentStore base) throws IOException {
    Optional<StoredFragment> stored = fromStore(base, Set.of());
    return stored.isPresent() ? stored : fromLeftover(base);
  }

  private Optional<StoredFragment> fromStore(ContentStore store, Set<Sha256> excluded)
      throws IOException {
    Optional<BlobRange> source = ifReadable(() -> store.index().locate(fragment.sha256()));
    if (source.isEmpty() || excluded.contains(source.get().content())) {
      return Optional.empty();
    }
    ByteRange from = source.get().range();
    if (fragment.size().isPresent() && fragment.size().getAsLong() != from.length()) {
      return Optional.empty();
    }
    Optional<Content> opened =
        ifReadable(() -> Optional.of(store.blobs().open(source.get().content())));
    return opened.isPresent() ? reuse(opened.get(), from) : Optional.empty();
  }

  /**
   * Copies a file with the fragment's name, which PumaGuard's Python code leaves behind. A fragment
   * of unknown length is verified before the copy, since later fragments depend on its length.
   */
  private Optional<StoredFragment> fromLeftover(ContentStore store) throws IOException {
    if (request.model().publication().fragments().isEmpty()) {
      return Optional.empty();
    }
    Optional<Content> opened = ifReadable(() -> store.inventory().openLeftover(fragment.name()));
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Optional<ByteRange> all = ifReadable(() -> rangeOf(opened.get()));
    if (all.isEmpty()) {
      opened.get().close();
      return Optional.empty();
    }
    return reuse(opened.get(), all.get());
  }

  private Optional<ByteRange> rangeOf(Content leftover) throws IOException {
    long size = leftover.size();
    boolean isFragment =
        fragment.size().isPresent()
            ? fragment.size().getAsLong() == size
            : Hashing.of(leftover, cancellation, read -> {}).equals(fragment.sha256());
    return isFragment ? Optional.of(new ByteRange(0, size)) : Optional.empty();
  }

  /** Content that is missing or unreadable is not reused; the fragment is fetched instead. */
  private static <T> Optional<T> ifReadable(Lookup<T> lookup) throws ClosedChannelException {
    try {
      return lookup.find();
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<StoredFragment> reuse(Content opened, ByteRange from) throws IOException {
    try (Content content = opened) {
      Optional<StoredFragment> copied = copyUntilFixed(content, from);
      copied.ifPresent(this::reportReused);
      return copied;
    } catch (Content.Unreadable e) {
      return Optional.empty();
    }
  }

  private Optional<StoredFragment> copyUntilFixed(Content content, ByteRange from)
      throws IOException {
    while (true) {
      try {
        return copy(content, from);
      } catch (FragmentOffsets.Moved e) {
        cancellation.check();
      }
    }
  }

  /** Copies and verifies; a copy with a wrong digest does not count. */
  private Optional<StoredFragment> copy(Content content, ByteRange from) throws IOException {
    region.length(from.length());
    region.moveTo(region.awaitBase(cancellation));
    BlobHasher digest = new BlobHasher(region.isWhole());
    ContentReader reader = new ContentReader();
    long done = 0;
    while (done < from.length()) {
      cancellation.check();
      long count = Math.min(DownloadTarget.COPY_BYTES, from.length() - done);
      region.copy(done, content, new ByteRange(from.offset() + done, count));
      ByteRange copied = region.inPartial(done, count);
      reader.read(region.partial(), copied, cancellation, digest::update, read -> {});
      done += count;
    }
    return digest.sha256().equals(fragment.sha256())
        ? Optional.of(StoredFragment.of(region.inPartial(0, done), digest))
        : Optional.empty();
  }

  private void reportReused(StoredFragment stored) {
    progress.reused(index, fragment.name(), stored.range().length());
  }

  /** Looks for something that may be unreadable. */
  private interface Lookup<T> {
    Optional<T> find() throws IOException;
  }
}
