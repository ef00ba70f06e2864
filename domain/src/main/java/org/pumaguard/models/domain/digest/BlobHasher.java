package org.pumaguard.models.domain.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.Sha256;

/**
 * The digest of a stream and, if it is a whole blob, the sums of its blocks, from the same pass.
 * For use by one thread at a time.
 */
public final class BlobHasher {

  private final MessageDigest digest = Hashing.sha256();
  private final Optional<BlockSums.Builder> sums;

  /**
   * Nothing is hashed yet.
   *
   * @param isWhole whether the stream is a whole blob, so that block sums are needed
   */
  public BlobHasher(boolean isWhole) {
    this.sums = isWhole ? Optional.of(new BlockSums.Builder()) : Optional.empty();
  }

  /** Hashes all remaining bytes of the buffer. */
  public void update(ByteBuffer bytes) {
    sums.ifPresent(builder -> builder.update(bytes.duplicate()));
    digest.update(bytes);
  }

  /** The digest of all bytes. Only a {@link #reset} may follow. */
  public Sha256 sha256() {
    return Sha256.of(digest.digest());
  }

  /** The sums of the blocks, if the stream is a whole blob. */
  public Optional<BlockSums> sums() {
    return sums.map(BlockSums.Builder::build);
  }

  /** Discards what was hashed. */
  public void reset() {
    digest.reset();
    sums.ifPresent(BlockSums.Builder::reset);
  }
}
