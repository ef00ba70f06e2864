package org.pumaguard.models.domain.api;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.ModelState;
import org.pumaguard.models.domain.port.CacheRegistry;

/**
 * A model of the registry and how it stands in the cache.
 *
 * @param size its length in bytes, from the registry or the cached file, where either is known
 * @param path its file, where one is visible that is whole
 * @param entry what the cache has recorded of it
 */
public record ModelStatus(
    Model model,
    ModelState state,
    OptionalLong size,
    Optional<Path> path,
    Optional<CacheRegistry.Entry> entry) {}
