package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.BlobRange;
import org.pumaguard.models.domain.model.BlockList;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Which fragments and blocks stored content consists of. Everything in it can be computed again
 * from the content. Part of a {@link ContentStore}.
 */
public interface BlobIndex {

  /**
   * Where a fragment of this digest occurs in stored content; whole content counts as a fragment.
   */
  Optional<BlobRange> locate(Sha256 fragment) throws IOException;

  /** Records where fragments occur in stored content. The caller has verified each of them. */
  void add(Sha256 content, List<FragmentRange> fragments) throws IOException;

  /**
   * The fragments and blocks of content; empty if they are unknown, so damage cannot be located.
   */
  Optional<BlockList> blocks(Sha256 content) throws IOException;

  /**
   * Records the fragments and blocks of content until it is discarded. The caller has verified the
   * whole. Content of one block is not recorded. Not durable: a torn record counts as unknown.
   */
  void addBlocks(Sha256 content, BlockList blocks) throws IOException;
}
