package org.pumaguard.models.server.web;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import org.pumaguard.models.cli.json.UsageJson;
import org.pumaguard.models.domain.api.CacheUsage;
import org.pumaguard.models.domain.port.DiskSpace;

/**
 * The limits of the cache.
 *
 * @param quota of the cache in bytes; empty if there is none
 * @param disk the file system of the cache directory
 */
public record StorageCapacity(OptionalLong quota, DiskSpace disk) {

  /** JSON of the usage with its limits. */
  Map<String, Object> usage(CacheUsage usage) {
    Map<String, Object> object = UsageJson.of(usage);
    object.put("quota", quota.isPresent() ? quota.getAsLong() : null);
    OptionalLong free = freeBytes();
    object.put("freeBytes", free.isPresent() ? free.getAsLong() : null);
    return object;
  }

  /** Empty if the file system does not report its free space. */
  private OptionalLong freeBytes() {
    try {
      return OptionalLong.of(disk.free());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
