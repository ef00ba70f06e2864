package org.pumaguard.models.domain.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.digest.ContentReader;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;

/**
 * The digest of a model that is downloaded in fragments. A background thread reads each verified
 * fragment in order from the page cache while later ones are still being fetched, so the digest is
 * ready soon after the last byte. Also remembers where each fragment was stored.
 */
final class TrailingHasher implements Callable<Sha256> {

  private final Content content;
  private final Cancellation cancellation;
  private final List<Optional<ByteRange>> placed;
  private final LongConsumer progress;
  private final BlobHasher digest = new BlobHasher(true);
  private final ContentReader reader = new ContentReader();

  /**
   * Nothing is hashed yet.
   *
   * @param progress is told how many bytes have been hashed
   */
  TrailingHasher(Content content, int fragments, Cancellation cancellation, LongConsumer progress) {
    this.content = content;
    this.progress = progress;
    this.cancellation = cancellation;
    this.placed = new ArrayList<>(Collections.nCopies(fragments, Optional.empty()));
  }

  /** A fragment is verified and stored in this range of the partial. */
  synchronized void add(int fragment, ByteRange range) {
    placed.set(fragment, Optional.of(range));
    notifyAll();
  }

  /** The last range of each fragment. */
  synchronized List<Optional<ByteRange>> places() {
    return List.copyOf(placed);
  }

  /** The last range of one fragment; empty until it is stored. */
  synchronized Optional<ByteRange> place(int fragment) {
    return placed.get(fragment);
  }

  /** The sums of the blocks of the whole; valid as soon as its digest is known. */
  Optional<BlockSums> sums() {
    return digest.sums();
  }

  @Override
  public Sha256 call() throws IOException {
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      long offset = 0;
      for (int fragment = 0; fragment < placed.size(); fragment++) {
        ByteRange range = await(fragment, offset);
        long before = offset;
        reader.read(
            content, range, cancellation, digest::update, read -> progress.accept(before + read));
        offset = range.end();
      }
    }
    return digest.sha256();
  }

  private synchronized ByteRange await(int fragment, long offset) {
    try {
      while (!isAt(fragment, offset)) {
        cancellation.check();
        wait();
      }
      return placed.get(fragment).orElseThrow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private boolean isAt(int fragment, long offset) {
    return placed.get(fragment).filter(range -> range.offset() == offset).isPresent();
  }

  private synchronized void wake() {
    notifyAll();
  }
}
