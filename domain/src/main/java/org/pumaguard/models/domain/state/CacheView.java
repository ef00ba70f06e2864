package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.RecordedTimes;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.port.UnpackedDirectories.Identity;

/**
 * One cache directory: its files and their records. Creates, replaces and removes no content. Safe
 * for use by many threads.
 *
 * @param store the files
 * @param records what is known of them
 */
public record CacheView(ContentStore store, CacheRegistry records) {

  public CacheView(CacheDirectory directory) {
    this(directory.store(), directory.records());
  }

  /** Looks up the file and the record of a model; reads no file. */
  public Sighting look(ModelName name) throws IOException {
    Optional<CacheRegistry.Entry> entry = records.find(name);
    Optional<Fingerprint> visible = store.models().find(name);
    return visible.isPresent() ? new Sighting.Present(visible.get(), entry) : new Sighting.Absent();
  }

  /** The path at which a model is visible. */
  public Path path(Model model) {
    return store.models().path(model.name());
  }

  /**
   * Reads the file at a visible name; empty if the file has been removed.
   *
   * @throws Content.Unreadable if the disk cannot read all of it
   */
  public Optional<Reading> read(ModelName name, Cancellation cancellation, Progress progress)
      throws IOException {
    return read(name, new Manner(true, Optional.empty()), cancellation, progress);
  }

  /** The same, read as specified. */
  public Optional<Reading> read(
      ModelName name, Manner manner, Cancellation cancellation, Progress progress)
      throws IOException {
    try (Content content = store.models().open(name)) {
      long size = content.size();
      return Optional.of(
          read(
              content,
              manner,
              cancellation,
              read -> progress.on(Progress.Work.of(Progress.WorkKind.VERIFY, name, read, size))));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /**
   * Whether stored content matches its digest.
   *
   * @return false also if it cannot be read
   */
  public boolean isRight(Sha256 stored, Cancellation cancellation) throws IOException {
    return isRight(stored, cancellation, read -> {});
  }

  /**
   * The same.
   *
   * @param progress is told how many bytes have been read
   */
  public boolean isRight(Sha256 stored, Cancellation cancellation, LongConsumer progress)
      throws IOException {
    try (Content content = store.blobs().open(stored)) {
      return read(content, new Manner(false, Optional.empty()), cancellation, progress)
          .sha256()
          .equals(stored);
    } catch (Content.Unreadable e) {
      return false;
    }
  }

  private static Reading read(
      Content content, Manner manner, Cancellation cancellation, LongConsumer progress)
      throws IOException {
    BlobHasher digest = new BlobHasher(manner.withSums());
    ByteRange all = new ByteRange(0, content.size());
    try {
      if (manner.ahead().isPresent() && all.length() > 0) {
        Hashing.updateAhead(
            digest::update, content, all, cancellation, progress, manner.ahead().get());
      } else {
        Hashing.update(digest::update, content, all, cancellation, progress);
      }
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw new Content.Unreadable(e);
    }
    return new Reading(digest.sha256(), digest.sums());
  }

  /**
   * Indexes the blocks of stored content, unless they are indexed; a failure is ignored. Content of
   * one block has no index: its block is all of it.
   */
  public void note(Sha256 content, BlockList blocks) {
    if (blocks.sums().count() <= 1) {
      return;
    }
    try {
      boolean isKnown =
          store
              .index()
              .blocks(content)
              .filter(known -> known.sums().equals(blocks.sums()))
              .filter(known -> blocks.fragments().isEmpty() || known.equals(blocks))
              .isPresent();
      if (!isKnown && store.blobs().find(content).isPresent()) {
        store.index().addBlocks(content, blocks);
      }
    } catch (IOException e) {
      // For example on a full disk. A later repair has to fetch more.
      return;
    }
  }

  /**
   * Marks a file as damaged in all records with its fingerprint, so that it is read before it is
   * used. A failure is ignored: the damage is found again.
   */
  public void distrust(Fingerprint damaged) {
    try {
      records.restamp(List.of(new FingerprintChange(damaged, distrusted(damaged))));
    } catch (IOException e) {
      return;
    }
  }

  /** The recorded fingerprint of a file that is damaged: matches no file. */
  public static Fingerprint distrusted(Fingerprint damaged) {
    return new Fingerprint(damaged.size(), 0, 0, damaged.inode());
  }

  /**
   * Whether a file is one of the model's versions: a recorded one, or one that a process made
   * visible which was killed before it recorded that.
   *
   * @param actual digest of the file
   */
  public boolean isVersion(CacheRegistry.Entry entry, Sha256 actual, Fingerprint file)
      throws IOException {
    return isKnown(entry, actual)
        || store.blobs().find(actual).filter(blob -> blob.inode() == file.inode()).isPresent();
  }

  /** Whether a digest is that of a recorded version, present or former. */
  public static boolean isKnown(CacheRegistry.Entry entry, Sha256 actual) {
    return entry.sha256().equals(actual)
        || entry.former().stream().anyMatch(version -> version.sha256().equals(actual));
  }

  /**
   * Whether a model can be handed out even from a read-only directory: its file and its unpacked
   * directory are right, though the record may be stale.
   */
  public boolean isUsable(Verdict verdict, Model model) throws IOException {
    return verdict.isHit()
        || (verdict instanceof Verdict.Cached cached
            && isUnpacked(
                model, cached.entry().filter(it -> it.sha256().equals(model.sha256())), false));
  }

  boolean isUnpacked(Model model, Optional<CacheRegistry.Entry> entry, boolean isCopyTrusted)
      throws IOException {
    if (model.unpack().isEmpty()) {
      return true;
    }
    FileName directory = model.unpack().get();
    return entry.flatMap(CacheRegistry.Entry::unpacked).equals(model.unpack())
        && store
            .directories()
            .modelOf(directory, isCopyTrusted ? Identity.INODE_OR_TIMES : Identity.INODE)
            .isPresent();
  }

  /** Records a use, at most once a day; a failure is ignored. */
  public void used(CacheRegistry.Entry entry, Clock clock) {
    Instant now = clock.instant();
    if (!isUsed(entry, now)) {
      records.note(
          entry.name(),
          latest ->
              RecordedTimes.corrected(latest, now)
                  .used(RecordedTimes.lastUse(latest.lastUsed(), now)));
    }
  }

  /** Whether a use at this time needs no record. */
  static boolean isUsed(CacheRegistry.Entry entry, Instant now) {
    return !RecordedTimes.isUseDue(entry.lastUsed(), now);
  }

  /**
   * Result of reading a file.
   *
   * @param sums of its blocks, if requested
   */
  public record Reading(Sha256 sha256, Optional<BlockSums> sums) {}

  /**
   * How a file is read.
   *
   * @param withSums whether to compute the sums of its blocks, which costs a tenth of the time
   * @param ahead runs the thread that reads ahead, if a processor is idle
   */
  public record Manner(boolean withSums, Optional<Executor> ahead) {}
}
