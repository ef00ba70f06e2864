package org.pumaguard.models.domain.example;

import java.io.IOException;
import java.nio.file.Path;
import org.pumaguard.models.domain.port.DiskSpace;

/**
 * Leaves a reserve of a disk to other programs.
 *
 * @param disk the disk
 * @param reserve in bytes
 */
public record ReservedDiskSpace(DiskSpace disk, long reserve) implements DiskSpace {

  @Override
  public Path directory() {
    return disk.directory();
  }

  @Override
  public Access access() throws IOException {
    return disk.access();
  }

  @Override
  public Traits traits() throws IOException {
    return disk.traits();
  }

  @Override
  public long free() throws IOException {
    return Math.max(0, disk.free() - reserve);
  }
}
