package org.pumaguard.models.domain.verify;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.Interruption;
import org.pumaguard.models.domain.digest.Hashing;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.Content;
import org.pumaguard.models.domain.port.Progress;
import org.pumaguard.models.domain.state.CacheParts;
import org.pumaguard.models.domain.state.CacheView;

/**
 * Verifies one cached file, split into tasks for several threads. Each task reads one fragment; the
 * whole file is read if a fragment is damaged, or if the fragments are unknown.
 *
 * <p>Fragment digests are recorded when the digest of the whole file is verified. If the fragments
 * cover the file without gaps and each has its digest, the file has the verified bytes.
 */
final class FileVerifier {

  private final CacheParts parts;
  private final CacheView view;
  private final ModelName name;
  private final Optional<Model> model;
  private final Semaphore idle;
  private final Cancellation cancellation;
  private final FileFindings findings;
  private final AtomicInteger unread = new AtomicInteger();
  private final AtomicLong bytesRead = new AtomicLong();
  private volatile long length;
  private volatile boolean damagedFragment;
  private volatile Optional<Verification.Finding> finding = Optional.empty();
  private volatile Optional<Verification.Finding> failure = Optional.empty();

  /**
   * A verifier of one file.
   *
   * @param view the directory that contains the file
   * @param isBase whether the directory is a base directory, which is never changed
   * @param idle one permit for each idle processor
   */
  FileVerifier(
      CacheParts parts,
      CacheView view,
      boolean isBase,
      Verification.Subject subject,
      Semaphore idle,
      Cancellation cancellation) {
    this.parts = parts;
    this.view = view;
    this.name = subject.name();
    this.model = subject.model();
    this.idle = idle;
    this.cancellation = cancellation;
    this.findings = new FileFindings(parts, view, isBase, subject, cancellation);
  }

  /** The result; available after all tasks have run. */
  Verification.Finding finding() {
    return failure.or(() -> finding).orElseThrow();
  }

  /** The length of the file in bytes, 0 if there is none; known after its tasks were made. */
  long length() {
    return length;
  }

  /** The verification of this file failed; the others go on. */
  synchronized void fail(Throwable cause) {
    if (failure.isEmpty()) {
      failure = Optional.of(findings.failed(CacheException.internal(name, cause)));
    }
  }

  /**
   * The tasks of this verification.
   *
   * @param divisible whether fragments may be read by different threads
   */
  List<Task> tasks(boolean divisible) {
    try {
      return divided(divisible).stream().map(this::guarded).toList();
    } catch (IOException e) {
      fail(CacheException.storage(name, e));
    } catch (RuntimeException | Error e) {
      fail(e);
    }
    return List.of();
  }

  private Task guarded(Task task) {
    return () -> {
      try {
        task.run();
      } catch (ClosedChannelException | CancellationException e) {
        throw e;
      } catch (IOException e) {
        fail(CacheException.storage(name, e));
      } catch (RuntimeException | Error e) {
        if (Interruption.caused(e)) {
          throw e;
        }
        fail(e);
      }
    };
  }

  private List<Task> divided(boolean divisible) throws IOException {
    Optional<Fingerprint> seen = view.store().models().find(name);
    length = seen.map(Fingerprint::size).orElse(0L);
    Optional<CacheRegistry.Entry> entry = view.records().find(name);
    List<FragmentRange> fragments =
        divisible && seen.isPresent() && entry.isPresent()
            ? fragments(entry.get().sha256(), seen.get().size())
            : List.of();
    if (fragments.size() < 2) {
      return List.of(this::readWhole);
    }
    unread.set(fragments.size());
    return fragments.stream()
        .map(fragment -> (Task) () -> readFragment(fragment, seen.get(), entry.get()))
        .toList();
  }

  /** The recorded fragments, if they cover a file of this length; else none. */
  private List<FragmentRange> fragments(Sha256 content, long size) throws IOException {
    List<FragmentRange> fragments =
        view.store().index().blocks(content).map(BlockList::fragments).orElse(List.of());
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
    if (!damagedFragment && !isIntact(fragment, seen.size())) {
      damagedFragment = true;
    }
    if (unread.decrementAndGet() > 0) {
      return;
    }
    if (damagedFragment) {
      readWhole();
    } else {
      finding = Optional.of(findings.intact(seen, Optional.of(entry), entry.sha256()));
    }
  }

  private boolean isIntact(FragmentRange fragment, long size) throws IOException {
    MessageDigest digest = Hashing.sha256();
    long[] before = {0};
    try (Content file = view.store().models().open(name)) {
      Hashing.update(
          digest::update,
          file,
          fragment.range(),
          cancellation,
          read -> {
            reportProgress(bytesRead.addAndGet(read - before[0]), size);
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
    finding = Optional.of(readFile());
  }

  private Verification.Finding readFile() {
    try {
      Optional<Fingerprint> seen = view.store().models().find(name);
      if (seen.isEmpty()) {
        return findings.missing();
      }
      Optional<CacheRegistry.Entry> entry = view.records().find(name);
      Optional<CacheView.Reading> reading;
      try {
        reading = read(entry);
      } catch (Content.Unreadable e) {
        return findings.damaged(seen.get(), Optional.empty());
      }
      if (reading.isEmpty()) {
        return findings.missing();
      }
      Sha256 actual = reading.get().sha256();
      boolean recorded = entry.isPresent() && view.isVersion(entry.get(), actual, seen.get());
      if (recorded || model.map(Model::sha256).equals(Optional.of(actual))) {
        reading.get().sums().ifPresent(sums -> findings.recordBlocks(actual, sums));
        return findings.intact(seen.get(), entry, actual);
      }
      return findings.damaged(seen.get(), Optional.of(actual));
    } catch (IOException e) {
      throw CacheException.storage(name, e);
    }
  }

  private Optional<CacheView.Reading> read(Optional<CacheRegistry.Entry> entry) throws IOException {
    boolean hasBlockSums =
        entry.isPresent() && view.store().index().blocks(entry.get().sha256()).isPresent();
    boolean ahead = idle.tryAcquire();
    try {
      return view.read(
          name,
          new CacheView.Manner(
              !hasBlockSums, ahead ? Optional.of(parts.executor()) : Optional.empty()),
          cancellation,
          parts.progress());
    } finally {
      if (ahead) {
        idle.release();
      }
    }
  }

  private void reportProgress(long bytes, long size) {
    parts.progress().on(Progress.Work.of(Progress.WorkKind.VERIFY, name, bytes, size));
  }

  /** A part of the verification, run by one thread. */
  interface Task {
    void run() throws IOException;
  }
}
