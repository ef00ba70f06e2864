package org.pumaguard.models.domain.concurrent;

import java.util.Set;
import org.pumaguard.models.domain.model.SourceLocation;

/**
 * The position of one model among all downloads of a cache.
 *
 * @param slots limits the number of concurrent requests
 * @param inFlight the fragments that are being fetched for all models
 * @param claim the fragments that this model is expected to fetch; the holder of the ticket closes
 *     it
 * @param rank lower ranks are served first
 * @param distrusted sources that served wrong bytes; shared by all models of one call, and safe for
 *     use by many threads
 */
public record DownloadTicket(
    DownloadSlots slots,
    InFlightFragments inFlight,
    InFlightFragments.Claim claim,
    long rank,
    Set<SourceLocation> distrusted) {}
