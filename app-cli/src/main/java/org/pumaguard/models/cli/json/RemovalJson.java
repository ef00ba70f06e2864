package org.pumaguard.models.cli.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.domain.api.RemovedItem;

/** An item that was removed from the cache, or would be by a dry run, as JSON. */
public final class RemovalJson {

  private RemovalJson() {}

  /** The name, the length in bytes and, if the item was kept, the reason. */
  public static Map<String, Object> of(RemovedItem removed) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", removed.name());
    object.put("bytes", removed.bytes());
    object.put("kept", removed.kept().orElse(null));
    return object;
  }
}
