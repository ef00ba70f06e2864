package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.fetch.TransferProgress;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.state.BlobLinker;
import org.pumaguard.models.domain.state.BlockIndexer;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.StateCheck;
import org.pumaguard.models.domain.state.UnpackedDirectory;
import org.pumaguard.models.domain.state.Verdict;

/**
 * Makes verified content visible under the name of its model, unpacks it, and records it. The
 * caller holds the locks of the content and of the name.
 */
final class ModelPublisher {

  private final CacheParts parts;
  private final Model model;
  private final TransferProgress transfer;
  private final Cancellation cancellation;
  private final BlobLinker linker;

  ModelPublisher(
      CacheParts parts, Model model, TransferProgress transfer, Cancellation cancellation) {
    this.parts = parts;
    this.model = model;
    this.transfer = transfer;
    this.cancellation = cancellation;
    this.linker = new BlobLinker(parts, cancellation);
  }

  /**
   * Publishes the model.
   *
   * @param verdict its present state
   * @throws CacheException if another file or directory obstructs its path, or it cannot be
   *     unpacked; then the former version stays visible
   */
  void publish(Verdict verdict, ContentOrigin origin) throws IOException {
    Fingerprint visible =
        verdict instanceof Verdict.Cached cached ? adopt(cached) : replace(verdict);
    new RecordWriter(parts, model).write(verdict, visible, transfer.source());
    dropFormerDirectory(verdict.entry());
    if (origin == ContentOrigin.PRESENT) {
      // Last, because the model is usable without an index.
      new BlockIndexer(store(), model, cancellation).complete();
    }
  }

  /**
   * Fails if something that is not a file is at the model's path.
   *
   * @throws CacheException of kind STORAGE
   */
  static void requireNoObstacle(CacheParts parts, Model model) throws IOException {
    ModelFiles models = parts.view().store().models();
    Optional<String> obstacle = models.obstacle(model.name());
    if (obstacle.isPresent()) {
      throw CacheException.obstructed(model.name(), obstacle.get(), models.path(model.name()));
    }
  }

  private Fingerprint adopt(Verdict.Cached verdict) throws IOException {
    Fingerprint visible = link(verdict);
    if (verdict instanceof Verdict.Verified verified && verified.sums().isPresent()) {
      parts.view().note(model.sha256(), new BlockList(List.of(), verified.sums().get()));
    }
    if (model.unpack().isPresent() && !parts.view().isUsable(verdict, model)) {
      directory(model.unpack().get()).unpack(model.sha256(), verdict.entry(), cancellation);
    }
    return visible;
  }

  /** Makes the visible file the stored one; a copied cache directory has two files of each. */
  private Fingerprint link(Verdict.Cached verdict) throws IOException {
    Optional<Fingerprint> now = store().models().find(model.name());
    Optional<Fingerprint> stored = store().blobs().find(model.sha256());
    if (now.filter(verdict.file()::isSameFile).isEmpty()) {
      throw new ModelFiles.Overtaken(store().models().path(model.name()));
    }
    if (stored.equals(now)) {
      return verdict.file();
    }
    boolean isOurs =
        verdict.entry().map(CacheRegistry.Entry::sha256).filter(model.sha256()::equals).isPresent();
    return linker.adopt(model.name(), model.sha256(), isOurs);
  }

  private Fingerprint replace(Verdict verdict) throws IOException {
    requireNoObstacle(parts, model);
    return model.unpack().isPresent()
        ? showUnpacked(directory(model.unpack().get()), verdict)
        : show(verdict);
  }

  /**
   * Replaces the file before the directory. After a crash in between the file does not match its
   * record, so the next check replaces both.
   */
  private Fingerprint showUnpacked(UnpackedDirectory directory, Verdict verdict)
      throws IOException {
    Path staged = directory.stage(model.sha256(), verdict.entry(), cancellation);
    try {
      Fingerprint visible = show(verdict);
      directory.publish(staged);
      return visible;
    } finally {
      directory.discard(staged);
    }
  }

  private Fingerprint show(Verdict verdict) throws IOException {
    if (isForeign(verdict)) {
      Path aside = store().models().setAside(model.name());
      parts
          .progress()
          .warn(
              model.name() + ": the file that was there is not this model; it is kept as " + aside);
    } else if (verdict instanceof Verdict.Outdated outdated) {
      keepFormer(outdated.record());
    }
    ModelFiles.VisibleFile visible =
        store()
            .models()
            .publish(
                model.name(), model.sha256(), verdict.entry().map(CacheRegistry.Entry::sha256));
    records().restamp(visible.changes());
    return visible.file();
  }

  /**
   * Whether the visible file was put there by another program. A file that the cache created stays
   * the cache's even if another program has written into it.
   */
  private boolean isForeign(Verdict verdict) throws IOException {
    if (!(verdict instanceof Verdict.Present present)
        || present
            .entry()
            .filter(entry -> entry.fingerprint().inode() == present.file().inode())
            .isPresent()) {
      return false;
    }
    // Policy 'never' takes a foreign file of equal length for a version.
    return verdict instanceof Verdict.Damaged
        || (verdict instanceof Verdict.Outdated && isDamagedInFact(present));
  }

  private boolean isDamagedInFact(Verdict.Present present) throws IOException {
    return new StateCheck(parts.view(), model, VerifyPolicy.CHANGED, parts.clock().instant())
            .determine(present.sighting(), cancellation, parts.progress())
        instanceof Verdict.Damaged;
  }

  /** Stores the former version if it is not stored; a failure is reported and ignored. */
  private void keepFormer(CacheRegistry.Entry former) {
    try {
      Optional<Fingerprint> visible = store().models().find(model.name());
      if (visible.isPresent()
          && !linker.isStored(former.sha256(), visible.get())
          && isStill(former, visible.get())) {
        linker.keep(model.name(), former.sha256(), visible.get());
      }
    } catch (IOException e) {
      parts
          .progress()
          .warn(model.name() + ": its former version is not kept: " + CacheException.describe(e));
    }
  }

  private boolean isStill(CacheRegistry.Entry former, Fingerprint visible) throws IOException {
    return visible.equals(former.fingerprint())
        || parts
            .view()
            .read(model.name(), cancellation, parts.progress())
            .map(CacheView.Reading::sha256)
            .filter(former.sha256()::equals)
            .isPresent();
  }

  /** Removes the former directory if the registry no longer names it, unless another model does. */
  private void dropFormerDirectory(Optional<CacheRegistry.Entry> former) throws IOException {
    Optional<FileName> directory = former.flatMap(CacheRegistry.Entry::unpacked);
    if (directory.isPresent()
        && records().entries().values().stream()
            .noneMatch(entry -> entry.unpacked().equals(directory))) {
      UnpackedDirectory old = directory(directory.get());
      old.adoptIfCopied(former.orElseThrow().sha256(), cancellation);
      old.drop();
    }
  }

  private UnpackedDirectory directory(FileName name) {
    return new UnpackedDirectory(parts, model.name(), name);
  }

  private ContentStore store() {
    return parts.view().store();
  }

  private CacheRegistry records() {
    return parts.view().records();
  }
}
