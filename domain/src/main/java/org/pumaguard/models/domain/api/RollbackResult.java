package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import org.pumaguard.models.domain.model.ModelName;
import org.pumaguard.models.domain.port.CacheRegistry;

/**
 * A model whose name shows an earlier version again.
 *
 * @param path its file
 * @param shown what the name shows now
 * @param left what it showed before, which is kept
 */
public record RollbackResult(
    ModelName name, Path path, CacheRegistry.Version shown, CacheRegistry.Version left) {}
