package org.pumaguard.models.domain.fetch;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.pumaguard.models.domain.api.CacheSettings;
import org.pumaguard.models.domain.concurrent.TaskGroup;
import org.pumaguard.models.domain.model.Model;
import org.pumaguard.models.domain.model.SourceLocation;
import org.pumaguard.models.domain.port.Cancellation;
import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.source.FetchRouter;
import org.pumaguard.models.domain.state.FreeSpaceCheck;

/**
 * What the fragments of one fetch share.
 *
 * @param sources where to look, in order
 * @param bases the stores of read-only caches, from which fragments can be copied
 * @param distrusted sources that served wrong bytes; shared by all fetches of a cache
 */
public record DownloadContext(
    Model model,
    List<SourceLocation> sources,
    Set<SourceLocation> distrusted,
    ContentStore store,
    List<ContentStore> bases,
    FetchRouter fetchers,
    CacheSettings settings,
    RandomGenerator random,
    Partial partial,
    FreeSpaceCheck room,
    FragmentOffsets layout,
    TaskGroup crew,
    JournalWriter checkpoints,
    IdleSlotScheduler lending,
    TransferProgress tally,
    Cancellation cancellation) {}
