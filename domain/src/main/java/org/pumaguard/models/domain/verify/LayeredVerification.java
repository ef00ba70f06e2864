package org.pumaguard.models.domain.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pumaguard.models.domain.api.VerifyResult;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.state.BaseLayers;

/**
 * The verification of all copies of one model. The model is damaged if its copy in the cache
 * directory is damaged, or if that copy is missing and no base directory has an intact one. Other
 * damaged copies in base directories are never used.
 *
 * @param own verifies the file in the cache directory
 * @param bases verify the files in base directories, in the order of the directories
 */
record LayeredVerification(
    Verification.Subject subject, FileVerifier own, Map<BaseLayers.Copy, FileVerifier> bases) {

  List<FileVerifier.Task> tasks(boolean divisible) {
    List<FileVerifier.Task> tasks = new ArrayList<>(own.tasks(divisible));
    bases.values().forEach(base -> tasks.addAll(base.tasks(divisible)));
    return tasks;
  }

  /** The number of bytes that the tasks read. */
  long length() {
    return own.length() + bases.values().stream().mapToLong(FileVerifier::length).sum();
  }

  /** The result; available after all tasks have run. */
  Verification.Finding finding() {
    Verification.Finding own = this.own.finding();
    if (own.verified().result() != VerifyResult.Result.MISSING) {
      return own;
    }
    List<Verification.Finding> others =
        bases.values().stream().map(FileVerifier::finding).filter(this::isOfThisModel).toList();
    return others.stream()
        .filter(other -> other.verified().result() == VerifyResult.Result.OK)
        .findFirst()
        .or(() -> others.stream().findFirst())
        .orElse(own);
  }

  /** Excludes intact files of other versions in base directories. */
  private boolean isOfThisModel(Verification.Finding other) {
    Optional<Sha256> wanted = subject.model().map(Model::sha256);
    return switch (other.verified().result()) {
      case OK -> other.verified().actual().equals(wanted);
      case DAMAGED, FAILED -> true;
      case MISSING, REPAIRED -> false;
    };
  }
}
