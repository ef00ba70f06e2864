package org.pumaguard.models.domain.fetch;

import org.pumaguard.models.domain.concurrent.DownloadSlots;
import org.pumaguard.models.domain.concurrent.TaskGroup;
import org.pumaguard.models.domain.fetch.partial.JournalWriter;
import org.pumaguard.models.domain.port.Cancellation;

/**
 * What works in the background of one download.
 *
 * @param group its threads; the first failure of one stops all
 * @param journal records progress in the journal of the partial
 * @param slots limits the number of requests at once
 * @param idleSlots uses idle download slots for ranges of large fragments
 * @param cancellation stops the download
 */
record DownloadTasks(
    TaskGroup group,
    JournalWriter journal,
    DownloadSlots slots,
    IdleSlotScheduler idleSlots,
    Cancellation cancellation) {}
