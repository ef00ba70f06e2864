package org.pumaguard.models.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.pumaguard.models.domain.port.DiskSpace;

/** The disk of a cache directory, which need not be there yet. */
final class FileDiskSpace implements DiskSpace {

  private final StoreLayout layout;

  FileDiskSpace(StoreLayout layout) {
    this.layout = layout;
  }

  @Override
  public long free() throws IOException {
    return Files.getFileStore(nearest()).getUsableSpace();
  }

  /** The directory, or the nearest above it that is there. */
  private Path nearest() {
    Path nearest = layout.directory();
    while (!Files.exists(nearest, LinkOption.NOFOLLOW_LINKS) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    return nearest;
  }
}
