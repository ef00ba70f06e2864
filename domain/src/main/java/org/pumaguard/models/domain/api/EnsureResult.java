package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import java.util.List;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;

/**
 * A model that is available.
 *
 * @param path its file, absolute; whole and verified
 * @param state {@link ModelState#CACHED}, or {@link ModelState#OUTDATED} where that was allowed
 * @param bytesFetched how many bytes came from sources for it, those that were no good included
 * @param bytesReused how many bytes of it were found on disk instead
 * @param setAside sources that served wrong bytes of it, in the order in which they did
 */
public record EnsureResult(
    ModelName name,
    Path path,
    ModelState state,
    long bytesFetched,
    long bytesReused,
    List<String> setAside) {

  public EnsureResult {
    setAside = List.copyOf(setAside);
  }
}
