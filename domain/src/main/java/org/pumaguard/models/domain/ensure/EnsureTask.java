package org.pumaguard.models.domain.ensure;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.EnsureResult;
import org.pumaguard.models.domain.concurrent.DownloadTicket;
import org.pumaguard.models.domain.fetch.TransferProgress;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.ModelFiles;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.BlobLinker;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.LearntSizes;
import org.pumaguard.models.domain.state.LockWaiter;
import org.pumaguard.models.domain.state.Sighting;
import org.pumaguard.models.domain.state.StateCheck;
import org.pumaguard.models.domain.state.Verdict;

/**
 * Makes one model available. The task starts with the state that was determined without a lock and
 * owns it from its locks on: under each lock it looks at the file and the record once, and
 * determines the state again only if one of them has changed. The visible file is replaced only
 * after the new content has been verified.
 */
final class EnsureTask {

  private static final int MAX_ATTEMPTS = 8;
  private static final Duration PAUSE = Duration.ofMillis(30);

  private final CacheParts parts;
  private final DownloadTicket ticket;
  private final Model model;
  private final LearntSizes sizes;
  private final TransferProgress transfer;
  private final Cancellation cancellation;
  private final Replacing replacing;
  private final CommitQueue commits;

  EnsureTask(
      CacheParts parts,
      DownloadTicket ticket,
      Model model,
      Cancellation cancellation,
      Replacing replacing,
      CommitQueue commits) {
    this.parts = parts;
    this.ticket = ticket;
    this.model = model;
    this.cancellation = cancellation;
    this.replacing = replacing;
    this.commits = commits;
    this.sizes = new LearntSizes(parts);
    this.transfer =
        new TransferProgress(
            model,
            parts.progress(),
            sizes.ofPublished(model),
            bytes -> sizes.announced(model, bytes));
  }

  /**
   * Makes the model available and reports its progress, but not its failure.
   *
   * @param checked the state that was determined without a lock
   * @throws CacheException of kind {@code INTERRUPTED} also if the work is cancelled
   */
  EnsureResult run(Verdict checked) {
    transfer.report(Progress.Kind.STARTED);
    boolean isDone = false;
    try {
      settle(checked);
      if (transfer.present() == 0) {
        store().models().find(model.name()).ifPresent(file -> transfer.found(file.size()));
      }
      isDone = true;
    } catch (IOException e) {
      throw CacheException.storage(model.name(), e);
    } catch (RuntimeException | Error e) {
      throw CacheException.internal(model.name(), e);
    } finally {
      if (!isDone && transfer.present() == 0) {
        sizes.withdraw(model);
      }
    }
    for (String source : transfer.setAside()) {
      parts
          .progress()
          .warn(model.name() + ": " + source + " served wrong bytes; other sources were used");
    }
    transfer.report(Progress.Kind.FINISHED);
    return new EnsureResult(
        model.name(),
        parts.view().path(model),
        ModelState.CACHED,
        transfer.fetched(),
        transfer.reused(),
        transfer.setAside());
  }

  /**
   * Makes the model available. Where locks do not work, another process may commit or remove the
   * partial or the blob meanwhile; then the state is determined again.
   *
   * @param checked the state that was determined without a lock
   */
  void settle(Verdict checked) throws IOException {
    Verdict verdict = checked;
    for (int attempt = 1; true; attempt++) {
      try {
        settleOnce(verdict);
        return;
      } catch (NoSuchFileException | ModelFiles.Overtaken e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
        // The others have had time to finish, and are unlikely to be in step with this process.
        cancellation.sleep(PAUSE.multipliedBy(attempt));
        verdict = determine(parts.view().look(model.name()));
      }
    }
  }

  private void settleOnce(Verdict checked) throws IOException {
    try (CacheLock.Held collector = await(CacheLock.Key.COLLECTOR, CacheLock.Mode.SHARED);
        CacheLock.Held content =
            await(CacheLock.Key.of(model.sha256()), CacheLock.Mode.EXCLUSIVE)) {
      Verdict verdict = refresh(checked);
      while (!verdict.isHit()) {
        ContentOrigin origin = obtain(verdict);
        if (origin == ContentOrigin.SHOWN) {
          return;
        }
        // Another version of the model has other content, and so another lock.
        try (CacheLock.Held name = awaitName()) {
          verdict = refresh(verdict);
          if (replacing == Replacing.NOTHING && isOther(verdict)) {
            // Stored, and not shown.
            return;
          }
          if (verdict instanceof Verdict.Cached
              || store().blobs().find(model.sha256()).isPresent()) {
            new ModelPublisher(parts, model, transfer, cancellation).publish(verdict, origin);
            return;
          }
        }
      }
    }
  }

  /** Whether the name of the model shows other recorded content. */
  private boolean isOther(Verdict verdict) {
    return !(verdict instanceof Verdict.Cached)
        && verdict.entry().filter(it -> !it.sha256().equals(model.sha256())).isPresent();
  }

  /** Looks at the file and the record once; determines the state again if they have changed. */
  private Verdict refresh(Verdict earlier) throws IOException {
    Sighting sighting = parts.view().look(model.name());
    if (sighting instanceof Sighting.Present now
        && earlier instanceof Verdict.Present present
        && isUnchanged(present, now)) {
      return present.with(now);
    }
    return determine(sighting);
  }

  private Verdict determine(Sighting sighting) throws IOException {
    return new StateCheck(parts.view(), model, parts.settings().verify(), parts.clock().instant())
        .determine(sighting, cancellation, parts.progress());
  }

  private static boolean isUnchanged(Verdict.Present earlier, Sighting.Present now) {
    boolean isSameRecord =
        now.entry()
            .map(CacheRegistry.Entry::sha256)
            .equals(earlier.entry().map(CacheRegistry.Entry::sha256));
    // A file to be replaced has lost a link if its blob has just been replaced.
    return isSameRecord
        && (now.file().equals(earlier.file())
            || (!(earlier instanceof Verdict.Cached) && now.file().isSameFile(earlier.file())));
  }

  /** Ensures that the content is visible or stored. */
  private ContentOrigin obtain(Verdict verdict) throws IOException {
    if (verdict instanceof Verdict.Cached) {
      return ContentOrigin.PRESENT;
    }
    ModelPublisher.requireNoObstacle(parts, model);
    Optional<Fingerprint> stored = store().blobs().find(model.sha256());
    if (stored.isPresent() && isStored(verdict, stored.get())) {
      transfer.reusedWhole(model.name().file(), stored.get().size());
      // A process that was killed between commit and clean-up leaves its journal.
      store().partials().discard(model.sha256());
      return ContentOrigin.PRESENT;
    }
    FetchedContent content = new FetchedContent(parts, model, transfer, commits, this::awaitName);
    new ContentInstaller(parts, ticket, model, transfer, cancellation)
        .install(verdict, stored, content);
    return content.isShown() ? ContentOrigin.SHOWN : ContentOrigin.FETCHED;
  }

  /** Whether good content is stored. It is read unless a record with its fingerprint is trusted. */
  private boolean isStored(Verdict verdict, Fingerprint stored) throws IOException {
    boolean isDamaged = verdict instanceof Verdict.Damaged;
    if (isDamaged && Optional.of(stored).equals(verdict.fingerprint())) {
      return false;
    }
    // After damage a matching length proves nothing.
    VerifyPolicy policy = isDamaged ? VerifyPolicy.CHANGED : parts.settings().verify();
    if (new BlobLinker(parts, cancellation).isKnown(model.sha256(), stored, policy)) {
      return true;
    }
    try {
      return parts
          .view()
          .isRight(model.sha256(), cancellation, read -> transfer.verifying(read, stored.size()));
    } catch (FileSystemException e) {
      // Content that cannot be opened is replaced.
      return false;
    }
  }

  private CacheLock.Held awaitName() throws IOException {
    return await(CacheLock.Key.of(model.name()), CacheLock.Mode.EXCLUSIVE);
  }

  private CacheLock.Held await(CacheLock.Key key, CacheLock.Mode mode) throws IOException {
    return new LockWaiter(
            parts,
            model.name(),
            model.publication().sha256(),
            () -> ticket.claim().close(),
            cancellation)
        .await(key, mode);
  }

  private ContentStore store() {
    return parts.view().store();
  }

  /** What a model may replace under its name. */
  enum Replacing {
    /** Any content, which is kept as a former version. */
    VERSIONS,
    /** No other content: the name stays, and the content is stored only. */
    NOTHING
  }
}
