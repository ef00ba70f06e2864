package org.pumaguard.models.domain.fetch.partial;

import org.pumaguard.models.domain.port.Partial;
import org.pumaguard.models.domain.state.FreeSpaceCheck;

/**
 * Where a download is written.
 *
 * @param offsets where each fragment begins in the partial
 * @param space the free space of its disk
 */
public record DownloadTarget(Partial partial, FragmentOffsets offsets, FreeSpaceCheck space) {

  /** Bytes copied by one system call, before they are hashed from the page cache. */
  public static final int COPY_BYTES = 8 << 20;
}
