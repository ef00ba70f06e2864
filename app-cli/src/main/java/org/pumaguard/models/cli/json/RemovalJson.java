package org.pumaguard.models.cli.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pumaguard.models.domain.api.RemovedItem;

/** Something that was removed from the cache, or is to be. */
public final class RemovalJson {

  private RemovalJson() {}

  /** Its name and length in bytes, and why it was left. */
  public static Map<String, Object> of(RemovedItem removed) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", removed.name());
    object.put("bytes", removed.bytes());
    object.put("kept", removed.kept().orElse(null));
    return object;
  }
}
