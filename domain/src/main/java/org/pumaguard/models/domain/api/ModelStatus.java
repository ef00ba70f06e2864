package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.CacheRegistry;

/**
 * The status of a registered model in the cache.
 *
 * @param size its size in bytes, from the cached file, the registry or an earlier fetch; empty if
 *     unknown
 * @param isSizeEstimated whether the size is an estimate, from the lengths of some fragments
 * @param path its file; empty unless the model is cached or outdated
 * @param entry its record in the cache registry, if it has one
 */
public record ModelStatus(
    Model model,
    ModelState state,
    OptionalLong size,
    boolean isSizeEstimated,
    Optional<Path> path,
    Optional<CacheRegistry.Entry> entry) {}
