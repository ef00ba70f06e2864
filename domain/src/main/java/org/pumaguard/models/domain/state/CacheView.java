package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.function.LongConsumer;
import org.pumaguard.models.domain.digest.BlobHasher;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FingerprintChange;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.policy.VerifyPolicy;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Progress;

/**
 * A cache directory as it is: its files and what is recorded of them. Tells how a model stands
 * there; changes nothing. Safe for use by many threads.
 *
 * @param store the files
 * @param records what is known of them
 */
public record CacheView(ContentStore store, CacheRegistry records) {

  public CacheView(CacheDirectory directory) {
    this(directory.store(), directory.records());
  }

  /**
   * How a model stands, judged by the policy; reads its file when the policy wants it.
   *
   * @param at the time by which it is judged
   */
  public Verdict judge(
      Model model, VerifyPolicy policy, Instant at, Cancellation cancellation, Progress progress)
      throws IOException {
    Optional<CacheRegistry.Entry> entry = records.find(model.name());
    Optional<Fingerprint> visible = store.models().find(model.name());
    if (visible.isEmpty()) {
      boolean begun =
          store
              .partials()
              .find(model.publication().sha256())
              .filter(partial -> partial.size() > 0)
              .isPresent();
      return Verdict.of(begun ? ModelState.PARTIAL : ModelState.MISSING);
    }
    Fingerprint now = visible.get();
    return isTrusted(entry, now, policy, at)
        ? known(model, now, entry)
        : byReading(model, now, entry, cancellation, progress);
  }

  /**
   * As {@link #judge}, but never reads a file: empty where it would have to.
   *
   * @param at the time by which it is judged
   */
  Optional<Verdict> judgeAtOnce(Model model, VerifyPolicy policy, Instant at) throws IOException {
    Optional<CacheRegistry.Entry> entry = records.find(model.name());
    Optional<Fingerprint> visible = store.models().find(model.name());
    if (visible.isEmpty()) {
      return Optional.of(Verdict.of(ModelState.MISSING));
    }
    return isTrusted(entry, visible.get(), policy, at)
        ? Optional.of(known(model, visible.get(), entry))
        : Optional.empty();
  }

  private static boolean isTrusted(
      Optional<CacheRegistry.Entry> entry, Fingerprint now, VerifyPolicy policy, Instant at) {
    return entry.isPresent()
        && policy.trusts(entry.get().fingerprint(), entry.get().verifiedAt(), now, at);
  }

  private Verdict known(Model model, Fingerprint now, Optional<CacheRegistry.Entry> entry)
      throws IOException {
    boolean wanted = entry.orElseThrow().sha256().equals(model.sha256());
    ModelState state = wanted ? ModelState.CACHED : ModelState.OUTDATED;
    return new Verdict(
        state, Optional.of(now), entry, !wanted || isUnpacked(model, entry), Optional.empty());
  }

  /** Where a model is visible. */
  public Path path(Model model) {
    return store.models().path(model.name());
  }

  /**
   * Reads the file at a visible name; empty when it is gone meanwhile.
   *
   * @throws Content.Unreadable when the disk can't read all of it
   */
  public Optional<Reading> read(ModelName name, Cancellation cancellation, Progress progress)
      throws IOException {
    return read(name, new Manner(true, Optional.empty()), cancellation, progress);
  }

  /** The same in a certain manner. */
  public Optional<Reading> read(
      ModelName name, Manner manner, Cancellation cancellation, Progress progress)
      throws IOException {
    try (Content content = store.models().open(name)) {
      OptionalLong size = OptionalLong.of(content.size());
      return Optional.of(
          read(
              content,
              manner,
              cancellation,
              read ->
                  progress.on(Progress.Event.of(Progress.Kind.PROGRESS, name).bytes(read, size))));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /**
   * Whether the stored content of this digest has it.
   *
   * @return false also when it can't be read
   */
  public boolean isRight(Sha256 stored, Cancellation cancellation) throws IOException {
    try (Content content = store.blobs().open(stored)) {
      return read(content, new Manner(false, Optional.empty()), cancellation, read -> {})
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

  /** Notes of what content consists, unless that is known; it can be done without. */
  public void note(Sha256 content, BlockList blocks) {
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
      // Without the note damage costs more to mend, as it does on a disk that is full.
      return;
    }
  }

  /**
   * A file that looks like this was found damaged: from now on it is read before it is used, under
   * whatever names it is recorded. Where that can't be written it is found out again.
   */
  public void distrust(Fingerprint damaged) {
    try {
      records.restamp(List.of(new FingerprintChange(damaged, distrusted(damaged))));
    } catch (IOException e) {
      return;
    }
  }

  /** What is recorded of a file that was found damaged although it looks like this. */
  public static Fingerprint distrusted(Fingerprint damaged) {
    return new Fingerprint(damaged.size(), 0, 0, damaged.inode());
  }

  private Verdict byReading(
      Model model,
      Fingerprint now,
      Optional<CacheRegistry.Entry> entry,
      Cancellation cancellation,
      Progress progress)
      throws IOException {
    if (hasWrongLength(model, entry, now)) {
      return Verdict.damaged(now, entry);
    }
    Optional<Reading> reading;
    try {
      reading = read(model.name(), cancellation, progress);
    } catch (Content.Unreadable e) {
      return Verdict.damaged(now, entry);
    }
    if (reading.isEmpty()) {
      return Verdict.of(ModelState.MISSING);
    }
    Sha256 actual = reading.get().sha256();
    if (actual.equals(model.sha256())) {
      progress.on(
          Progress.Event.of(Progress.Kind.VERIFIED, model.name())
              .bytes(now.size(), OptionalLong.of(now.size())));
      return new Verdict(ModelState.CACHED, Optional.of(now), entry, false, reading.get().sums());
    }
    return entry.isPresent() && isVersion(entry.get(), actual, now)
        ? new Verdict(ModelState.OUTDATED, Optional.of(now), entry, false, Optional.empty())
        : Verdict.damaged(now, entry);
  }

  /**
   * Whether a file is whole, as one of the model's versions: one that is recorded, or that a
   * process has shown which was killed before it could record it.
   *
   * @param actual its digest
   * @param file how it looks
   */
  public boolean isVersion(CacheRegistry.Entry entry, Sha256 actual, Fingerprint file)
      throws IOException {
    return isKnown(entry, actual)
        || store.blobs().find(actual).filter(blob -> blob.inode() == file.inode()).isPresent();
  }

  /** A process that was killed before it could say so may have left any of a model's versions. */
  public static boolean isKnown(CacheRegistry.Entry entry, Sha256 actual) {
    return entry.sha256().equals(actual)
        || entry.former().stream().anyMatch(version -> version.sha256().equals(actual));
  }

  /** A stranger of another length needs no reading to be known as wrong. */
  private static boolean hasWrongLength(
      Model model, Optional<CacheRegistry.Entry> entry, Fingerprint now) {
    boolean canBeWanted = model.size().isEmpty() || model.size().getAsLong() == now.size();
    return entry.isEmpty() && !canBeWanted;
  }

  /**
   * Whether a model can be handed out as it is here, even where nothing can be written: its file is
   * right, and so is what was unpacked of it, though the record may be old.
   */
  public boolean isUsable(Verdict verdict, Model model) throws IOException {
    return verdict.isHit()
        || (verdict.state() == ModelState.CACHED
            && isUnpacked(model, verdict.entry().filter(it -> it.sha256().equals(model.sha256()))));
  }

  private boolean isUnpacked(Model model, Optional<CacheRegistry.Entry> entry) throws IOException {
    return model.unpack().isEmpty()
        || (entry.flatMap(CacheRegistry.Entry::unpacked).equals(model.unpack())
            && store.directories().modelOf(model.unpack().get()).isPresent());
  }

  /** Notes a use, at most once a day; a cache that can't be written is no reason to fail. */
  public void used(CacheRegistry.Entry entry, Clock clock) {
    Instant now = clock.instant();
    if (!isUsed(entry, now)) {
      records.note(entry.name(), latest -> latest.used(now));
    }
  }

  /** Whether a use at this time was noted as far as uses are. */
  static boolean isUsed(CacheRegistry.Entry entry, Instant now) {
    return entry.lastUsed().plus(Duration.ofDays(1)).isAfter(now);
  }

  /**
   * What reading all bytes of a file has shown.
   *
   * @param sums of its blocks, where they were wanted
   */
  public record Reading(Sha256 sha256, Optional<BlockSums> sums) {}

  /**
   * How a file is read.
   *
   * @param withSums whether the sums of its blocks are wanted, which costs a tenth of the time
   * @param ahead starts the thread that reads while another hashes, where a processor is idle
   */
  public record Manner(boolean withSums, Optional<ExecutorService> ahead) {}

  /**
   * How a model stands.
   *
   * @param fingerprint of the visible file
   * @param entry what is recorded of it
   * @param settled whether nothing is left to be done: the record is right, and it is unpacked
   *     where it is to be
   * @param sums of the blocks of the file, if it was read and found right
   */
  public record Verdict(
      ModelState state,
      Optional<Fingerprint> fingerprint,
      Optional<CacheRegistry.Entry> entry,
      boolean settled,
      Optional<BlockSums> sums) {

    public static Verdict of(ModelState state) {
      return new Verdict(state, Optional.empty(), Optional.empty(), true, Optional.empty());
    }

    public static Verdict damaged(Fingerprint file, Optional<CacheRegistry.Entry> entry) {
      return new Verdict(ModelState.DAMAGED, Optional.of(file), entry, false, Optional.empty());
    }

    /** The same of a file that looks like this now, with what is recorded of it now. */
    public Verdict with(Fingerprint now, Optional<CacheRegistry.Entry> latest) {
      return new Verdict(state, Optional.of(now), latest, settled, sums);
    }

    public boolean isHit() {
      return state == ModelState.CACHED && settled;
    }
  }
}
