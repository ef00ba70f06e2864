package org.pumaguard.models.domain.state;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.pumaguard.models.domain.model.FileName;
import org.pumaguard.models.domain.model.Fingerprint;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.CacheRegistry;
import org.pumaguard.models.domain.port.UnpackedDirectories;

/** Collects recovered records of one snapshot, and restores them at once. */
final class RecoveredRecords {

  private final CacheParts parts;
  private final CacheSnapshot snapshot;
  private final Map<ModelName, FileName> unpacked = new HashMap<>();
  private final List<CacheRegistry.Entry> entries = new ArrayList<>();

  RecoveredRecords(CacheParts parts, CacheSnapshot snapshot) throws IOException {
    this.parts = parts;
    this.snapshot = snapshot;
    for (FileName directory : snapshot.inventory().directories().keySet()) {
      parts
          .view()
          .store()
          .directories()
          .modelOf(directory, UnpackedDirectories.Identity.INODE)
          .ifPresent(model -> unpacked.put(model, directory));
    }
  }

  /**
   * Adds a record of a visible file. Its ctime is left out, so that the file is read before it is
   * handed out; its last use is now, so that the loss of records does not cause an eviction.
   */
  void add(ModelName name, Sha256 content, Fingerprint file) {
    Instant now = parts.clock().instant();
    Instant changed = Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(file.mtime()));
    Instant since = changed.isBefore(now) ? changed : now;
    entries.add(
        new CacheRegistry.Entry(
            name,
            new CacheRegistry.Version(
                content,
                new Fingerprint(file.size(), file.mtime(), 0, file.inode()),
                Optional.empty(),
                since,
                since,
                Optional.empty()),
            now,
            Optional.ofNullable(unpacked.get(name)),
            false,
            List.of()));
  }

  /** Warns if the whole registry was missing, unless the adapter has warned when it read it. */
  void reportLoss() {
    if (!entries.isEmpty()
        && snapshot.entries().isEmpty()
        && parts.view().records().trouble().isEmpty()) {
      parts
          .progress()
          .warn(
              "cache registry was missing; rebuilt from disk ("
                  + (entries.size() == 1 ? "1 model" : entries.size() + " models")
                  + "); pins and kept versions are forgotten");
    }
  }

  /** Restores the records, and returns the snapshot with them. */
  CacheSnapshot restore() {
    if (entries.isEmpty()) {
      return snapshot;
    }
    parts.view().records().restore(entries);
    return snapshot.with(entries);
  }
}
