package org.pumaguard.models.domain.bundle;

import java.util.Optional;
import org.pumaguard.models.domain.port.Progress;

/**
 * Reports the models of a bundle as work: an import uses the code of a fetch, but nothing is
 * fetched.
 */
final class ImportProgress implements Progress {

  private final Progress progress;

  ImportProgress(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void on(Event event) {
    if (event.kind() == Kind.FAILED) {
      progress.on(event);
    } else {
      event.amount().ifPresent(amount -> progress.on(work(event, amount)));
    }
  }

  private static Work work(Event event, Amount amount) {
    return new Work(WorkKind.IMPORT, Optional.of(event.model()), amount.bytes(), amount.total());
  }

  @Override
  public void on(Work work) {
    progress.on(work);
  }

  @Override
  public void warn(String message) {
    progress.warn(message);
  }
}
