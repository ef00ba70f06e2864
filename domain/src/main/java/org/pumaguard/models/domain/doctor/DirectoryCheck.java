package org.pumaguard.models.domain.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.CacheDirectory;
import org.pumaguard.models.domain.port.DiskSpace;

/**
 * Looks at a cache directory and its records.
 *
 * @param check what it is called
 * @param isWritten whether this cache writes into it
 */
record DirectoryCheck(CacheDirectory directory, String check, boolean isWritten) {

  /** With less than this even a model of no size can't be recorded. */
  private static final long FULL = 1 << 20;

  static DirectoryCheck ofCacheDirectory(CacheDirectory directory) {
    return new DirectoryCheck(directory, "cache directory", true);
  }

  static DirectoryCheck ofBaseDirectory(CacheDirectory directory) {
    return new DirectoryCheck(directory, "base directory", false);
  }

  List<CheckResult> run() {
    List<CheckResult> diagnoses = new ArrayList<>();
    try {
      DiskSpace.Access access = directory.space().access();
      diagnoses.add(isWritten ? written(access) : read(access));
      if (access.state() == DiskSpace.Access.State.WRITABLE
          || access.state() == DiskSpace.Access.State.READABLE) {
        diagnoses.add(records());
      }
    } catch (IOException e) {
      CacheException failure = CacheException.storage("it can't be looked at", e);
      diagnoses.add(problem(String.valueOf(failure.getMessage()), failure.hint()));
    }
    return diagnoses;
  }

  private CheckResult written(DiskSpace.Access access) throws IOException {
    return switch (access.state()) {
      case WRITABLE -> withSpace("writable");
      case CREATABLE -> withSpace("not there yet, will be made");
      case READABLE -> problem(place(access) + " can't be written", Hint.MAKE_WRITABLE);
      case BLOCKED, NO_FILE, DENIED -> unusable(access);
    };
  }

  private CheckResult read(DiskSpace.Access access) {
    return switch (access.state()) {
      case WRITABLE, READABLE -> readable();
      case CREATABLE -> problem("it is not there", Hint.CHECK_BASE_DIRECTORY);
      // What is wrong inside hinders only who writes.
      case BLOCKED, NO_FILE -> isInside(access.place()) ? readable() : unusable(access);
      case DENIED -> unusable(access);
    };
  }

  private CheckResult readable() {
    return CheckResult.ok(check, subject(), "readable");
  }

  private boolean isInside(Path place) {
    return place.startsWith(directory.space().directory())
        && !place.equals(directory.space().directory());
  }

  private CheckResult unusable(DiskSpace.Access access) {
    Hint moveAway = isWritten ? Hint.MOVE_OBSTACLE : Hint.MOVE_BASE_OBSTACLE;
    return switch (access.state()) {
      case BLOCKED -> problem(place(access) + " is no folder, but has to be one", moveAway);
      case NO_FILE -> problem(place(access) + " is no file, but has to be one", moveAway);
      default ->
          problem(
              place(access) + " gives no access",
              isWritten ? Hint.GRANT_ACCESS : Hint.GRANT_BASE_ACCESS);
    };
  }

  private CheckResult withSpace(String detail) throws IOException {
    long free = directory.space().free();
    return free < FULL
        ? problem("its disk is full", Hint.FREE_DISK_SPACE)
        : CheckResult.ok(check, subject(), detail).withFree(free);
  }

  private CheckResult records() {
    int count = directory.records().entries().size();
    return directory
        .records()
        .trouble()
        .map(
            trouble ->
                CheckResult.problem(
                    "cache registry",
                    subject(),
                    CacheException.Kind.STORAGE,
                    trouble,
                    Hint.REBUILD_CACHE_REGISTRY))
        .orElseGet(
            () ->
                CheckResult.ok(
                    "cache registry",
                    subject(),
                    count + (count == 1 ? " model" : " models") + " recorded"));
  }

  private CheckResult problem(String detail, Hint hint) {
    return CheckResult.problem(check, subject(), CacheException.Kind.STORAGE, detail, hint);
  }

  private String place(DiskSpace.Access access) {
    boolean isItself = access.place().equals(directory.space().directory());
    return isItself ? "it" : access.place().toString();
  }

  private String subject() {
    return directory.space().directory().toString();
  }
}
