package org.pumaguard.models.domain.verify;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.BlobLinker;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;
import org.pumaguard.models.domain.state.UnpackedDirectory;
import org.pumaguard.models.domain.state.Verdict;

/**
 * The check of one cached file, in tasks that threads take. Either it is read whole; or its
 * fragments are read one by one, and only if one of them is wrong the whole.
 *
 * <p>That is as good: the fragments were noted when the whole was found to have its digest. If each
 * still has its own and they lie one behind the other from the beginning of the file to its end,
 * then it has the very bytes that were verified.
 */
final class FileVerifier {

  private final CacheParts parts;
  private final CacheView shelf;
  private final boolean isBase;
  private final ModelName name;
  private final Optional<Model> model;
  private final Semaphore idle;
  private final Cancellation cancellation;
  private final AtomicInteger unread = new AtomicInteger();
  private final AtomicLong bytesRead = new AtomicLong();
  private volatile boolean wrong;
  private volatile Optional<Verification.Finding> finding = Optional.empty();

  /**
   * To be done.
   *
   * @param shelf where the file is
   * @param isBase whether nothing can be noted there
   * @param idle a permit for each processor that does nothing
   */
  FileVerifier(
      CacheParts parts,
      CacheView shelf,
      boolean isBase,
      Verification.Subject subject,
      Semaphore idle,
      Cancellation cancellation) {
    this.parts = parts;
    this.shelf = shelf;
    this.isBase = isBase;
    this.name = subject.name();
    this.model = subject.model();
    this.idle = idle;
    this.cancellation = cancellation;
  }

  /** How it is; to be asked when all tasks have run. */
  Verification.Finding finding() {
    return finding.orElseThrow();
  }

  /** What there is to do. */
  List<Task> tasks(boolean mayBeDivided) {
    try {
      Optional<Fingerprint> seen = shelf.store().models().find(name);
      Optional<CacheRegistry.Entry> entry = shelf.records().find(name);
      List<FragmentRange> fragments =
          mayBeDivided && seen.isPresent() && entry.isPresent()
              ? fragments(entry.get().sha256(), seen.get().size())
              : List.of();
      if (fragments.size() < 2) {
        return List.of(this::readWhole);
      }
      unread.set(fragments.size());
      return fragments.stream()
          .map(fragment -> (Task) () -> readFragment(fragment, seen.get(), entry.get()))
          .toList();
    } catch (IOException e) {
      throw CacheException.storage(name.value(), e);
    }
  }

  /** The noted fragments, if they make up a file of this length. */
  private List<FragmentRange> fragments(Sha256 content, long size) throws IOException {
    List<FragmentRange> fragments =
        shelf.store().index().blocks(content).map(BlockList::fragments).orElse(List.of());
    long offset = 0;
    for (FragmentRange fragment : fragments) {
      if (fragment.range().offset() != offset) {
        return List.of();
      }
      offset = fragment.range().end();
    }
    return offset == size ? fragments : List.of();
  }

  private void readFragment(FragmentRange fragment, Fingerprint seen, CacheRegistry.Entry entry)
      throws IOException {
    if (!wrong && !isRight(fragment, seen.size())) {
      wrong = true;
    }
    if (unread.decrementAndGet() > 0) {
      return;
    }
    if (wrong) {
      readWhole();
    } else {
      right(seen, Optional.of(entry), entry.sha256());
    }
  }

  private boolean isRight(FragmentRange fragment, long size) throws IOException {
    MessageDigest digest = Hashing.sha256();
    long[] before = {0};
    try (Content file = shelf.store().models().open(name)) {
      Hashing.update(
          digest::update,
          file,
          fragment.range(),
          cancellation,
          read -> {
            tellRead(bytesRead.addAndGet(read - before[0]), size);
            before[0] = read;
          });
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
    return Sha256.of(digest.digest()).equals(fragment.sha256());
  }

  private void readWhole() throws IOException {
    try {
      Optional<Fingerprint> seen = shelf.store().models().find(name);
      if (seen.isEmpty()) {
        missing();
        return;
      }
      Optional<CacheRegistry.Entry> entry = shelf.records().find(name);
      Optional<CacheView.Reading> reading;
      try {
        reading = read(entry);
      } catch (Content.Unreadable e) {
        damaged(seen.get(), Optional.empty());
        return;
      }
      if (reading.isEmpty()) {
        missing();
        return;
      }
      Sha256 actual = reading.get().sha256();
      boolean recorded = entry.isPresent() && shelf.isVersion(entry.get(), actual, seen.get());
      if (recorded || model.map(Model::sha256).equals(Optional.of(actual))) {
        Optional<BlockSums> sums = isBase ? Optional.empty() : reading.get().sums();
        sums.ifPresent(found -> shelf.note(actual, new BlockList(List.of(), found)));
        right(seen.get(), entry, actual);
      } else {
        damaged(seen.get(), Optional.of(actual));
      }
    } catch (IOException e) {
      throw CacheException.storage(name.value(), e);
    }
  }

  private Optional<CacheView.Reading> read(Optional<CacheRegistry.Entry> entry) throws IOException {
    boolean sumsAreKnown =
        entry.isPresent() && shelf.store().index().blocks(entry.get().sha256()).isPresent();
    boolean ahead = idle.tryAcquire();
    try {
      return shelf.read(
          name,
          new CacheView.Manner(
              !sumsAreKnown, ahead ? Optional.of(parts.executor()) : Optional.empty()),
          cancellation,
          parts.progress());
    } finally {
      if (ahead) {
        idle.release();
      }
    }
  }

  private void missing() throws IOException {
    Optional<String> obstacle = isBase ? Optional.empty() : shelf.store().models().obstacle(name);
    VerifyResult verified =
        obstacle.isPresent()
            ? VerifyResult.obstructed(
                name,
                CacheException.obstructed(name, obstacle.get(), shelf.store().models().path(name)))
            : VerifyResult.undamaged(
                name, VerifyResult.Result.MISSING, Optional.empty(), Optional.empty());
    finding = Optional.of(new Verification.Finding(verified, new Verdict.Missing()));
  }

  private void right(Fingerprint read, Optional<CacheRegistry.Entry> entry, Sha256 actual)
      throws IOException {
    boolean isOurs = entry.filter(it -> it.sha256().equals(actual)).isPresent();
    Fingerprint seen =
        isBase ? read : new BlobLinker(parts, cancellation).unite(name, actual, isOurs, read);
    Optional<Fingerprint> stored = shelf.store().blobs().find(actual);
    boolean isCopy = !isBase && stored.isPresent() && stored.get().inode() != seen.inode();
    if (isCopy && !shelf.isRight(actual, cancellation)) {
      // What is visible is right, but the next one to be made of what is stored would not be.
      damaged(seen, Optional.of(actual));
      return;
    }
    if (entry.isPresent() && !isBase) {
      if (!entry.get().sha256().equals(actual) && entry.get().fingerprint().equals(read)) {
        // It is whole, but not what is recorded of it.
        shelf.distrust(seen);
      }
      Instant now = parts.clock().instant();
      shelf
          .records()
          .note(
              name, latest -> latest.sha256().equals(actual) ? latest.verified(seen, now) : latest);
    }
    // That of a base directory is for whoever keeps the base to mend.
    Optional<String> wrong = isBase ? Optional.empty() : unpackedWrong(entry, actual);
    if (wrong.isPresent()) {
      failed(wrong.get());
      finding =
          Optional.of(
              new Verification.Finding(
                  VerifyResult.wronglyUnpacked(name, actual, wrong.get()),
                  new Verdict.Verified(seen, entry, Optional.empty())));
      return;
    }
    parts
        .progress()
        .on(
            Progress.Event.of(Progress.Kind.VERIFIED, name)
                .bytes(seen.size(), OptionalLong.of(seen.size())));
    finding =
        Optional.of(
            new Verification.Finding(
                VerifyResult.undamaged(
                    name,
                    VerifyResult.Result.OK,
                    entry.map(CacheRegistry.Entry::sha256).or(() -> Optional.of(actual)),
                    Optional.of(actual)),
                new Verdict.Verified(seen, entry, Optional.empty())));
  }

  private Optional<String> unpackedWrong(Optional<CacheRegistry.Entry> entry, Sha256 actual)
      throws IOException {
    Optional<FileName> directory =
        entry.filter(it -> it.sha256().equals(actual)).flatMap(CacheRegistry.Entry::unpacked);
    return directory.isPresent()
        ? new UnpackedDirectory(parts, name, directory.get()).damage(actual, cancellation)
        : Optional.empty();
  }

  private void failed(String reason) {
    parts.progress().on(Progress.Event.of(Progress.Kind.FAILED, name).reason(reason));
  }

  private void damaged(Fingerprint seen, Optional<Sha256> actual) throws IOException {
    Optional<Sha256> expected =
        shelf
            .records()
            .find(name)
            .map(CacheRegistry.Entry::sha256)
            .or(() -> model.map(Model::sha256));
    Optional<Model> described = model.filter(known -> Optional.of(known.sha256()).equals(expected));
    List<VerifyResult.Damage> damage = new ArrayList<>();
    try (Content file =
        actual.equals(expected)
            ? shelf.store().blobs().open(expected.orElseThrow())
            : shelf.store().models().open(name)) {
      damage.addAll(DamageReport.of(shelf.store(), file, expected, described, cancellation));
    } catch (NoSuchFileException gone) {
      missing();
      return;
    }
    if (!isBase) {
      shelf.distrust(seen);
      failed("the file is damaged");
    }
    finding =
        Optional.of(
            new Verification.Finding(
                isBase
                    ? VerifyResult.damagedBase(
                        name, expected, actual, damage, shelf.store().models().path(name))
                    : VerifyResult.damaged(name, expected, actual, damage),
                isBase
                    ? new Verdict.Missing()
                    : new Verdict.Damaged(seen, shelf.records().find(name))));
  }

  private void tellRead(long bytes, long size) {
    parts
        .progress()
        .on(Progress.Event.of(Progress.Kind.PROGRESS, name).bytes(bytes, OptionalLong.of(size)));
  }

  /** A part of the work that one thread does. */
  interface Task {
    void run() throws IOException;
  }
}
