package org.pumaguard.models.domain.concurrent;

import java.util.Set;
import org.pumaguard.models.domain.model.SourceLocation;

/**
 * One model's place among all that a cache fetches.
 *
 * @param claim the fragments that this one is expected to bring
 * @param rank lower ones come first
 * @param distrusted sources that served wrong bytes; shared by all that was asked for at once
 */
public record DownloadTicket(
    DownloadSlots slots,
    InFlightFragments onTheWay,
    InFlightFragments.Claim claim,
    long rank,
    Set<SourceLocation> distrusted) {}
