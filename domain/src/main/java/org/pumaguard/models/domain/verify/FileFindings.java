package org.pumaguard.models.domain.verify;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.DamagedModel;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
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

/** Turns the digest of one read file into a finding, and records it unless it is a base's file. */
final class FileFindings {

  private final CacheParts parts;
  private final CacheView view;
  private final boolean isBase;
  private final ModelName name;
  private final Optional<Model> model;
  private final Cancellation cancellation;

  FileFindings(
      CacheParts parts,
      CacheView view,
      boolean isBase,
      Verification.Subject subject,
      Cancellation cancellation) {
    this.parts = parts;
    this.view = view;
    this.isBase = isBase;
    this.name = subject.name();
    this.model = subject.model();
    this.cancellation = cancellation;
  }

  /** Records the block sums of intact content. Base directories are never changed. */
  void recordBlocks(Sha256 content, BlockSums sums) {
    if (!isBase) {
      view.note(content, new BlockList(List.of(), sums));
    }
  }

  /** The finding for a file that does not exist. */
  Verification.Finding missing() throws IOException {
    Optional<String> obstacle = isBase ? Optional.empty() : view.store().models().obstacle(name);
    VerifyResult verified =
        obstacle.isPresent()
            ? new VerifyResult.Obstructed(
                name,
                CacheException.obstructed(name, obstacle.get(), view.store().models().path(name)))
            : new VerifyResult.Missing(name);
    return new Verification.Finding(verified, new Verdict.Missing());
  }

  /** The finding for a file whose verification failed. */
  Verification.Finding failed(CacheException cause) {
    reportFailure(String.valueOf(cause.getMessage()));
    return new Verification.Finding(
        new VerifyResult.Unverified(name, cause), new Verdict.Missing());
  }

  /**
   * The finding for a file with the right digest; records the verification.
   *
   * @param read the fingerprint before the file was read
   */
  Verification.Finding intact(Fingerprint read, Optional<CacheRegistry.Entry> entry, Sha256 actual)
      throws IOException {
    boolean isOurs = entry.filter(it -> it.sha256().equals(actual)).isPresent();
    Fingerprint seen =
        isBase ? read : new BlobLinker(parts, cancellation).unite(name, actual, isOurs, read);
    Optional<Fingerprint> stored = view.store().blobs().find(actual);
    boolean isCopy = !isBase && stored.isPresent() && stored.get().inode() != seen.inode();
    if (isCopy && !view.isRight(actual, cancellation)) {
      // The visible file is intact, but later links to the damaged blob would not be.
      return damaged(seen, Optional.of(actual));
    }
    if (entry.isPresent() && !isBase) {
      recordVerified(entry.get(), read, seen, actual);
    }
    // Unpacked directories of a base directory belong to its owner.
    Optional<String> damage = isBase ? Optional.empty() : directoryDamage(entry, actual);
    if (damage.isPresent()) {
      reportFailure(damage.get());
      return new Verification.Finding(
          new DamagedModel.Directory(name, actual, damage.get()),
          new Verdict.Verified(seen, entry, Optional.empty()));
    }
    parts
        .progress()
        .on(
            Progress.Event.of(Progress.Kind.VERIFIED, name)
                .amount(Progress.Amount.of(seen.size(), OptionalLong.of(seen.size()))));
    return new Verification.Finding(
        new VerifyResult.Intact(
            name, entry.map(CacheRegistry.Entry::sha256).orElse(actual), actual),
        new Verdict.Verified(seen, entry, Optional.empty()));
  }

  private void recordVerified(
      CacheRegistry.Entry entry, Fingerprint read, Fingerprint seen, Sha256 actual)
      throws IOException {
    if (!entry.sha256().equals(actual) && entry.fingerprint().equals(read)) {
      // The file is intact, but its record names another digest.
      view.distrust(seen);
    }
    Instant now = parts.clock().instant();
    view.records()
        .note(name, latest -> latest.sha256().equals(actual) ? latest.verified(seen, now) : latest);
  }

  private Optional<String> directoryDamage(Optional<CacheRegistry.Entry> entry, Sha256 actual)
      throws IOException {
    boolean isRecorded = entry.filter(it -> it.sha256().equals(actual)).isPresent();
    // An update that was interrupted between file and directory leaves the record of the former
    // version; the registry then says where the present one has to be unpacked.
    Optional<FileName> directory =
        isRecorded
            ? entry.flatMap(CacheRegistry.Entry::unpacked)
            : model
                .filter(it -> entry.isPresent() && it.sha256().equals(actual))
                .flatMap(Model::unpack);
    Optional<String> damage =
        directory.isPresent()
            ? new UnpackedDirectory(parts, name, directory.get()).damage(actual, cancellation)
            : Optional.empty();
    return isRecorded ? damage : damage.map(what -> "an update was interrupted: " + what);
  }

  private void reportFailure(String reason) {
    parts.progress().on(Progress.Event.of(Progress.Kind.FAILED, name).reason(reason));
  }

  /**
   * The finding for a file with a wrong digest; locates the damage, and marks the file as damaged.
   *
   * @param actual the digest of the file; empty if it cannot be read completely
   */
  Verification.Finding damaged(Fingerprint seen, Optional<Sha256> actual) throws IOException {
    Optional<Sha256> expected =
        view.records()
            .find(name)
            .map(CacheRegistry.Entry::sha256)
            .or(() -> model.map(Model::sha256));
    Optional<Model> described = model.filter(known -> Optional.of(known.sha256()).equals(expected));
    List<VerifyResult.Damage> damage = new ArrayList<>();
    try (Content content =
        actual.equals(expected)
            ? view.store().blobs().open(expected.orElseThrow())
            : view.store().models().open(name)) {
      damage.addAll(DamageReport.of(view.store(), content, expected, described, cancellation));
    } catch (NoSuchFileException gone) {
      return missing();
    }
    DamagedModel.File file = new DamagedModel.File(name, expected, actual, damage);
    if (isBase) {
      return new Verification.Finding(
          new DamagedModel.BaseFile(file, view.store().models().path(name)), new Verdict.Missing());
    }
    view.distrust(seen);
    reportFailure("the file is damaged");
    return new Verification.Finding(file, new Verdict.Damaged(seen, view.records().find(name)));
  }
}
