package org.pumaguard.models.domain.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.pumaguard.models.domain.fake.InMemoryDiskSpace;
import org.pumaguard.models.domain.fake.store.InMemoryDisk;
import org.pumaguard.models.domain.port.DiskSpace;
import org.pumaguard.models.domain.port.DiskSpaceContract;
import org.pumaguard.models.domain.port.PlainFiles;

class ReservedDiskSpaceTest implements DiskSpaceContract {

  private final InMemoryDisk disk = new InMemoryDisk(Clock.systemUTC());

  @Override
  public DiskSpace space(Path directory) {
    return new ReservedDiskSpace(new InMemoryDiskSpace(disk, directory), 1000);
  }

  @Override
  public Path existingDirectory() throws IOException {
    Path directory = Path.of("/srv/models");
    disk.makeDirectory(directory);
    return directory;
  }

  @Override
  public PlainFiles files() {
    return disk;
  }

  @Test
  void leavesTheReserve() throws IOException {
    disk.faults().capacity(1500);
    assertEquals(500, space(existingDirectory()).free());
    disk.faults().capacity(900);
    assertEquals(0, space(existingDirectory()).free());
  }
}
