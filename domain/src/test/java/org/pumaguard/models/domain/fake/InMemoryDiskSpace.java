package org.pumaguard.models.domain.fake;

import java.nio.file.Path;
import java.util.Optional;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.port.DiskSpace;

/** The space on an {@link InMemoryDisk}. */
public final class InMemoryDiskSpace implements DiskSpace {

  private final InMemoryDisk disk;
  private final Path directory;
  private volatile Optional<Access> override = Optional.empty();

  /** The space of a directory, which need not exist. */
  public InMemoryDiskSpace(InMemoryDisk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** Reports this access from now on. */
  public void report(Access access) {
    override = Optional.of(access);
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public Access access() {
    return override.orElseGet(this::look);
  }

  private Access look() {
    Path nearest = directory;
    while (!disk.exists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    if (disk.exists(nearest) && !disk.isDirectory(nearest)) {
      return new Access(Access.State.BLOCKED, nearest);
    }
    return new Access(
        nearest.equals(directory) ? Access.State.WRITABLE : Access.State.CREATABLE, nearest);
  }

  @Override
  public long free() {
    return disk.freeBytes();
  }
}
