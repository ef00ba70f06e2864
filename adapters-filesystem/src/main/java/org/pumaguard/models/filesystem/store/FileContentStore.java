package org.pumaguard.models.filesystem.store;

import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.DamagedFiles;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/** Composes the content store of a cache directory. */
public final class FileContentStore {

  private FileContentStore() {}

  /** Returns the store of a directory. The directory is created by the first write. */
  public static ContentStore of(CacheLayout layout) {
    FragmentIndex fragments = new FragmentIndex(layout);
    BlockIndex blocks = new BlockIndex(layout);
    LinkedModelFiles models = new LinkedModelFiles(layout);
    return new ContentStore(
        new FileBlobStore(layout, fragments, blocks, models),
        new FileBlobIndex(fragments, blocks),
        new FilePartials(layout),
        models,
        new FileUnpackedDirectories(layout),
        new FileInventory(layout));
  }

  /** Returns the record of damaged base files, which the same directory holds. */
  public static DamagedFiles damaged(CacheLayout layout) {
    return new DamageNotes(layout);
  }
}
