package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.util.List;
import org.pumaguard.models.domain.fetch.TransferProgress;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.port.BlobStore;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.LearntSizes;
import org.pumaguard.models.domain.state.Verdict;

/**
 * Stores the fetched content of one model. A model that is new, so that nothing has its name, is
 * shown and recorded in the same step, together with other new models.
 */
final class FetchedContent {

  private final CacheParts parts;
  private final Model model;
  private final TransferProgress transfer;
  private final CommitQueue commits;
  private final NameLock lock;
  private final LearntSizes sizes;
  private boolean isShown;

  /**
   * Nothing is stored yet.
   *
   * @param lock waits for the lock of the model's name
   */
  FetchedContent(
      CacheParts parts,
      Model model,
      TransferProgress transfer,
      CommitQueue commits,
      NameLock lock) {
    this.parts = parts;
    this.model = model;
    this.transfer = transfer;
    this.commits = commits;
    this.lock = lock;
    this.sizes = new LearntSizes(parts);
  }

  /** Whether the content was also shown and recorded. */
  boolean isShown() {
    return isShown;
  }

  /**
   * Stores a complete and verified partial. The caller holds the lock of the content.
   *
   * @param verdict the state of the model before it was fetched
   */
  void store(Verdict verdict, Partial partial, List<FragmentRange> fragments) throws IOException {
    // Before the model is recorded, so that both are written at once.
    learnSizes(partial);
    if (!(verdict instanceof Verdict.Missing) || model.unpack().isPresent()) {
      parts.view().store().blobs().commit(model.sha256(), partial, fragments);
      return;
    }
    // Each thread forces its own bytes, since the disk works on several files at once.
    partial.force();
    try (CacheLock.Held name = lock.await()) {
      BlobStore.Added result =
          commits.commit(new BlobStore.Addition(model.name(), model.sha256(), partial, fragments));
      if (result instanceof BlobStore.Added.Shown shown) {
        new RecordWriter(parts, model).write(verdict, shown.file(), transfer.source());
        isShown = true;
      }
    }
  }

  private void learnSizes(Partial partial) throws IOException {
    if (model.publication().compression().isPresent()) {
      sizes.decompressed(model, partial.size());
    } else if (transfer.present() > 0) {
      sizes.verified(model, transfer.present());
    }
  }

  /** Acquires the lock of the model's name. */
  interface NameLock {

    CacheLock.Held await() throws IOException;
  }
}
