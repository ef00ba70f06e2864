package org.pumaguard.models.cli.command;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pumaguard.models.cli.settings.ExitStatus;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.http.settings.HttpSettings;

/** Prints failures of models. */
public final class FailureReport {

  private FailureReport() {}

  /**
   * Prints each failure. An invalid setting that was detected during the work fails all models that
   * need it; it is printed once.
   *
   * @return the exit status of the first failure
   */
  static int print(List<CacheException> failures, CommandContext program) {
    Set<String> settings = new LinkedHashSet<>();
    for (CacheException failure : failures) {
      Optional<String> setting = invalidSetting(failure);
      if (setting.isEmpty()) {
        program.console().error(failure);
      } else if (settings.add(setting.get())) {
        program.console().error(setting.get());
      }
      if (program.settings().output().verbose()) {
        failure.printStackTrace(program.console().err());
      }
    }
    return failures.isEmpty() ? ExitStatus.DONE : status(failures.get(0));
  }

  /** The exit status of a failure. */
  public static int status(CacheException failure) {
    return invalidSetting(failure).isPresent() ? ExitStatus.USAGE : ExitStatus.of(failure.kind());
  }

  /** What is wrong with a setting of the network, if that caused the failure. */
  public static Optional<String> invalidSetting(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpSettings.Unusable) {
        return Optional.of(String.valueOf(cause.getMessage()));
      }
    }
    return Optional.empty();
  }
}
