package org.pumaguard.models.filesystem.store;

import org.pumaguard.models.domain.port.ContentStore;
import org.pumaguard.models.domain.port.DamagedFiles;
import org.pumaguard.models.filesystem.disk.CacheLayout;

/** Composes the content store of a cache directory. */
public final class FileContentStore {

  private FileContentStore() {}

  /** The store of a directory, which need not exist before something is written. */
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

  /** The record of damaged base files that is kept in the same directory. */
  public static DamagedFiles damaged(CacheLayout layout) {
    return new DamageNotes(layout);
  }
}
