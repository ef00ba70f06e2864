package org.pumaguard.models.domain.fetch;

import org.pumaguard.models.domain.fetch.partial.DownloadTarget;

/**
 * What the fragments of one download share.
 *
 * @param request what is downloaded, and where it may be found
 * @param access how sources are asked
 * @param target where it is written
 * @param tasks what works in the background
 * @param progress counts bytes and reports events
 */
record DownloadContext(
    DownloadRequest request,
    SourceAccess access,
    DownloadTarget target,
    DownloadTasks tasks,
    TransferProgress progress) {

  /** What is informed of stored bytes. */
  FragmentPipeline.Observers observers() {
    return new FragmentPipeline.Observers(progress, tasks);
  }
}
