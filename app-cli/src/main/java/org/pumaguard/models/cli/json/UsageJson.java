package org.pumaguard.models.cli.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.domain.api.CacheUsage;

/** The disk usage of a cache, in bytes, as JSON. */
public final class UsageJson {

  private UsageJson() {}

  /** All counts. */
  public static Map<String, Object> of(CacheUsage usage) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("models", usage.models());
    object.put("bytes", usage.bytes());
    object.put("savedBytes", usage.savedBytes());
    object.put("partialBytes", usage.partialBytes());
    object.put("reclaimableBytes", usage.reclaimableBytes());
    object.put("diskBytes", usage.diskBytes());
    return object;
  }
}
