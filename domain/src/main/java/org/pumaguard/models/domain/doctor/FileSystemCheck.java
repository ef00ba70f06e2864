package org.pumaguard.models.domain.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.pumaguard.models.domain.api.CacheException;
import org.pumaguard.models.domain.api.CheckResult;
import org.pumaguard.models.domain.api.Hint;
import org.pumaguard.models.domain.port.DiskSpace;

/** Checks what the file system of a cache directory lacks; an ordinary local one has no results. */
record FileSystemCheck(DiskSpace space) {

  private static final String FILE_SYSTEM = "file system";

  List<CheckResult> run() {
    String subject = space.directory().toString();
    List<CheckResult> results = new ArrayList<>();
    try {
      DiskSpace.Traits traits = space.traits();
      traits.kind().ifPresent(kind -> results.add(new CheckResult.Ok(FILE_SYSTEM, subject, kind)));
      if (!traits.forcesDirectories()) {
        results.add(
            new CheckResult.Advice(
                FILE_SYSTEM,
                subject,
                "cannot force directories to disk: a power cut may undo what was cached last",
                Hint.USE_FORCING_FILE_SYSTEM));
      }
      if (traits.isDivided()) {
        results.add(
            new CheckResult.Advice(
                FILE_SYSTEM,
                subject,
                "its folder .pumaguard is on another file system: models are copied instead of"
                    + " linked, and use the disk space twice",
                Hint.MOUNT_WHOLE_DIRECTORY));
      }
    } catch (IOException e) {
      CacheException failure = CacheException.storage("cannot be examined", e);
      results.add(
          new CheckResult.Skipped(FILE_SYSTEM, subject, String.valueOf(failure.getMessage())));
    }
    return results;
  }
}
