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
 * The checks of all copies of one model. It is damaged if the copy in the cache directory is, or if
 * there is none and no base directory has a good one: other damaged ones are passed over by whoever
 * asks for the model.
 *
 * @param own of the file in the cache directory
 * @param bases of files in base directories, in their order
 */
record LayeredVerification(
    Verification.Subject subject, FileVerifier own, Map<BaseLayers.Copy, FileVerifier> bases) {

  List<FileVerifier.Task> tasks(boolean mayBeDivided) {
    List<FileVerifier.Task> tasks = new ArrayList<>(own.tasks(mayBeDivided));
    bases.values().forEach(base -> tasks.addAll(base.tasks(mayBeDivided)));
    return tasks;
  }

  /** How the model is; to be asked when all tasks have run. */
  Verification.Finding finding() {
    Verification.Finding mine = own.finding();
    if (mine.verified().result() != VerifyResult.Result.MISSING) {
      return mine;
    }
    List<Verification.Finding> others =
        bases.values().stream().map(FileVerifier::finding).filter(this::isOfThisModel).toList();
    return others.stream()
        .filter(other -> other.verified().result() == VerifyResult.Result.OK)
        .findFirst()
        .or(() -> others.stream().findFirst())
        .orElse(mine);
  }

  /** A base directory may have another version, which is right and of no use. */
  private boolean isOfThisModel(Verification.Finding other) {
    Optional<Sha256> wanted = subject.model().map(Model::sha256);
    return switch (other.verified().result()) {
      case OK -> other.verified().actual().equals(wanted);
      case DAMAGED -> true;
      case MISSING, REPAIRED -> false;
    };
  }
}
