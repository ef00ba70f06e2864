package org.pumaguard.models.domain.cache;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Partial;

/**
 * What the pieces of one fetch share.
 *
 * @param sources where to look, in order
 * @param bases the stores of read-only caches, from which pieces can be copied
 * @param distrusted sources that served wrong bytes; shared by all fetches of a cache
 */
record Assembly(
    Model model,
    List<SourceLocation> sources,
    Set<SourceLocation> distrusted,
    ContentStore store,
    List<ContentStore> bases,
    Fetchers fetchers,
    CacheSettings settings,
    RandomGenerator random,
    Partial partial,
    Room room,
    Layout layout,
    Crew crew,
    Checkpoints checkpoints,
    Lending lending,
    Tally tally,
    Cancellation cancellation) {}
