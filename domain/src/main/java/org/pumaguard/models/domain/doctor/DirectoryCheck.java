package org.pumaguard.models.domain.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.DiskSpace;

/**
 * Checks the access to a cache directory, its free space and its cache registry.
 *
 * @param check the name of the check
 * @param isWritten whether the cache writes into the directory
 */
record DirectoryCheck(CacheDirectory directory, String check, boolean isWritten) {

  private static final String CACHE_REGISTRY = "cache registry";

  /** Minimum free space for the cache registry, in bytes. */
  private static final long MIN_FREE_BYTES = 1 << 20;

  static DirectoryCheck ofCacheDirectory(CacheDirectory directory) {
    return new DirectoryCheck(directory, "cache directory", true);
  }

  static DirectoryCheck ofBaseDirectory(CacheDirectory directory) {
    return new DirectoryCheck(directory, "base directory", false);
  }

  List<CheckResult> run() {
    List<CheckResult> results = new ArrayList<>();
    try {
      DiskSpace.Access access = directory.space().access();
      results.add(isWritten ? checkWritable(access) : checkReadable(access));
      if (access.state() == DiskSpace.Access.State.WRITABLE
          || access.state() == DiskSpace.Access.State.READABLE) {
        results.add(checkRecords());
      }
    } catch (IOException e) {
      CacheException failure = CacheException.storage("cannot be read", e);
      results.add(problem(String.valueOf(failure.getMessage()), failure.hint()));
    }
    return results;
  }

  private CheckResult checkWritable(DiskSpace.Access access) throws IOException {
    return switch (access.state()) {
      case WRITABLE -> checkSpace("writable");
      case CREATABLE -> checkSpace("does not exist, will be created");
      case READABLE -> problem(at(access, "not writable"), Hint.MAKE_WRITABLE);
      case BLOCKED, NO_FILE, DENIED -> unusable(access);
    };
  }

  private CheckResult checkReadable(DiskSpace.Access access) {
    return switch (access.state()) {
      case WRITABLE, READABLE -> readable();
      case CREATABLE -> problem("does not exist", Hint.CHECK_BASE_DIRECTORY);
      // An obstacle inside the directory fails only writes.
      case BLOCKED, NO_FILE -> isInside(access.place()) ? readable() : unusable(access);
      case DENIED -> unusable(access);
    };
  }

  private CheckResult readable() {
    return new CheckResult.Ok(check, subject(), "readable");
  }

  private boolean isInside(Path place) {
    return place.startsWith(directory.space().directory())
        && !place.equals(directory.space().directory());
  }

  private CheckResult unusable(DiskSpace.Access access) {
    Hint moveAway = isWritten ? Hint.MOVE_OBSTACLE : Hint.MOVE_BASE_OBSTACLE;
    return switch (access.state()) {
      case BLOCKED -> problem(at(access, "not a directory"), moveAway);
      case NO_FILE -> problem(at(access, "not a regular file"), moveAway);
      default ->
          problem(
              at(access, "permission denied"),
              isWritten ? Hint.GRANT_ACCESS : Hint.GRANT_BASE_ACCESS);
    };
  }

  private CheckResult checkSpace(String detail) throws IOException {
    long free = directory.space().free();
    return free < MIN_FREE_BYTES
        ? problem("disk is full", Hint.FREE_DISK_SPACE)
        : new CheckResult.Writable(check, subject(), detail, free);
  }

  private CheckResult checkRecords() {
    int count = directory.records().entries().size();
    Optional<String> trouble = directory.records().trouble();
    return trouble.isPresent()
        ? new CheckResult.Problem(
            CACHE_REGISTRY,
            subject(),
            CacheException.Kind.STORAGE,
            trouble.get(),
            Hint.REBUILD_CACHE_REGISTRY)
        : new CheckResult.Ok(
            CACHE_REGISTRY, subject(), count + (count == 1 ? " model" : " models") + " recorded");
  }

  private CheckResult problem(String detail, Hint hint) {
    return new CheckResult.Problem(check, subject(), CacheException.Kind.STORAGE, detail, hint);
  }

  /** Names the path, unless it is that of the subject. */
  private String at(DiskSpace.Access access, String detail) {
    boolean isSubject = access.place().equals(directory.space().directory());
    return isSubject ? detail : access.place() + ": " + detail;
  }

  private String subject() {
    return directory.space().directory().toString();
  }
}
