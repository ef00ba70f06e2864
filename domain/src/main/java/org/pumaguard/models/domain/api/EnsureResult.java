package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import java.util.List;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.model.ModelState;

/**
 * The result for an available model.
 *
 * @param path the absolute path of its verified file
 * @param state {@link ModelState#CACHED}, or {@link ModelState#OUTDATED} if the caller allows it
 * @param bytesFetched the bytes received from sources, including rejected ones
 * @param bytesReused the bytes that were found on disk instead
 * @param setAside the sources that served wrong bytes, in the order of the failures
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
