package org.pumaguard.models.domain.model;

import java.util.List;

/**
 * The parts of content that have digests of their own.
 *
 * @param fragments in order; none if the content was not published in fragments
 * @param sums the checksums of its blocks
 */
public record BlockList(List<FragmentRange> fragments, BlockSums sums) {

  public BlockList {
    fragments = List.copyOf(fragments);
  }
}
