package org.pumaguard.models.domain.doctor;

import java.io.IOException;
import java.util.List;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.CacheLock;
import org.pumaguard.models.domain.port.DiskSpace;

/** Checks whether locks in the cache directory exclude other processes. */
record LockCheck(CacheDirectory directory, CacheLock locks) {

  private static final String LOCKS = "locks";

  private static final String LOST =
      "every command works, but processes on several machines may fetch the same model twice,"
          + " and a lease does not keep prune and clear from removing a model";

  /** The result; none for a directory that cannot be used anyway. */
  List<CheckResult> run() {
    try {
      DiskSpace.Access.State access = directory.space().access().state();
      return access == DiskSpace.Access.State.WRITABLE || access == DiskSpace.Access.State.READABLE
          ? List.of(result(locks.support()))
          : List.of();
    } catch (IOException e) {
      CacheException failure = CacheException.storage("cannot be measured", e);
      return List.of(
          new CheckResult.Skipped(LOCKS, subject(), String.valueOf(failure.getMessage())));
    }
  }

  private CheckResult result(CacheLock.Support support) {
    return switch (support) {
      case WORKING -> new CheckResult.Ok(LOCKS, subject(), "exclude other processes");
      case REFUSED -> advice("the file system has no locks");
      case IGNORED -> advice("the file system grants a lock to several processes at once");
      case UNKNOWN -> new CheckResult.Skipped(LOCKS, subject(), "cannot be measured here");
    };
  }

  private CheckResult advice(String detail) {
    return new CheckResult.Advice(
        LOCKS, subject(), detail + ": " + LOST, Hint.USE_FILE_SYSTEM_WITH_LOCKS);
  }

  private String subject() {
    return directory.space().directory().toString();
  }
}
