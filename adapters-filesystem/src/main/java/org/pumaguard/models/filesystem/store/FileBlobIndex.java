package org.pumaguard.models.filesystem.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;
import org.pumaguard.models.domain.port.BlobIndex;

/** The fragment index and the block index, as small files. */
final class FileBlobIndex implements BlobIndex {

  private final FragmentIndex fragments;
  private final BlockIndex blocks;

  FileBlobIndex(FragmentIndex fragments, BlockIndex blocks) {
    this.fragments = fragments;
    this.blocks = blocks;
  }

  @Override
  public Optional<BlobRange> locate(Sha256 fragment) throws IOException {
    return fragments.locate(fragment);
  }

  @Override
  public void add(Sha256 content, List<FragmentRange> ranges) throws IOException {
    fragments.add(content, ranges);
  }

  @Override
  public Optional<BlockList> blocks(Sha256 content) throws IOException {
    return blocks.find(content);
  }

  @Override
  public void addBlocks(Sha256 content, BlockList known) throws IOException {
    blocks.add(content, known);
  }
}
