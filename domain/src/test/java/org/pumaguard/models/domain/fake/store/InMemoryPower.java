package org.pumaguard.models.domain.fake.store;

import org.pumaguard.models.domain.port.store.PowerSupply;

/**
 * The power of an {@link InMemoryDisk}.
 *
 * @param store the store on the disk
 */
public record InMemoryPower(InMemoryDisk disk, InMemoryStore store) implements PowerSupply {

  @Override
  public void cutAfter(long changes) {
    disk.faults().killAfter(changes);
  }

  @Override
  public void cycle(boolean keepsNames) {
    disk.faults().revive();
    store.losePower(keepsNames);
  }

  @Override
  public void failNextForce() {
    disk.faults().failNextForce();
  }
}
