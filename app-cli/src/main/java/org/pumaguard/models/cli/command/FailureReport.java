package org.pumaguard.models.cli.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
   * need it, and an unusable cache directory fails all; either is printed once.
   *
   * @return the exit status of the first failure
   */
  static int print(List<CacheException> failures, CommandContext program) {
    Set<String> settings = new LinkedHashSet<>();
    for (CacheException failure : folded(failures)) {
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

  /** Failures of the storage that differ in nothing but the model become one. */
  private static List<CacheException> folded(List<CacheException> failures) {
    Map<String, CacheException> first = new LinkedHashMap<>();
    Map<String, Integer> further = new HashMap<>();
    for (CacheException failure : failures) {
      String message = String.valueOf(failure.getMessage());
      int end = failure.kind() == CacheException.Kind.STORAGE ? message.indexOf(": ") : -1;
      String key = end < 0 ? message : message.substring(end);
      if (first.putIfAbsent(key, failure) != null) {
        further.merge(key, 1, Integer::sum);
      }
    }
    List<CacheException> folded = new ArrayList<>();
    first.forEach(
        (rest, failure) -> folded.add(together(failure, rest, further.getOrDefault(rest, 0))));
    return folded;
  }

  private static CacheException together(CacheException failure, String rest, int further) {
    String message = String.valueOf(failure.getMessage());
    if (further == 0 || message.equals(rest)) {
      return failure;
    }
    return new CacheException(
        failure.kind(),
        message.substring(0, message.length() - rest.length())
            + " and "
            + further
            + (further == 1 ? " more model" : " more models")
            + rest,
        failure.hint(),
        failure);
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
