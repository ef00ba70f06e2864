package org.pumaguard.models.domain.model;

import java.util.List;

/**
 * Fragments and blocks of some content, for locating damage.
 *
 * @param fragments in order; empty if the content was not published in fragments
 * @param sums the checksums of its blocks
 */
public record BlockList(List<FragmentRange> fragments, BlockSums sums) {

  public BlockList {
    fragments = List.copyOf(fragments);
  }
}
