package org.pumaguard.models.cli.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.domain.api.CacheUsage;

/** What a cache takes, in bytes. */
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
