package org.pumaguard.models.domain.cache;

import java.util.Set;
import org.pumaguard.models.domain.model.SourceLocation;

/**
 * One model's place among all that a cache fetches.
 *
 * @param claim the pieces that this one is expected to bring
 * @param rank lower ones come first
 * @param distrusted sources that served wrong bytes; shared by all that was asked for at once
 */
record Turn(
    FetchSlots slots,
    PiecesOnTheWay onTheWay,
    PiecesOnTheWay.Claim claim,
    long rank,
    Set<SourceLocation> distrusted) {}
