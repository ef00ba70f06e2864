package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry;

/**
 * The result of a rollback.
 *
 * @param path the absolute path of the model's file
 * @param shown the version that is visible now
 * @param left the version that was visible before, which is kept
 */
public record RollbackResult(
    ModelName name, Path path, CacheRegistry.Version shown, CacheRegistry.Version left) {}
