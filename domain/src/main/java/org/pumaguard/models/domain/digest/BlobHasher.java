package org.pumaguard.models.domain.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import org.pumaguard.models.domain.model.BlockSums;
import org.pumaguard.models.domain.model.Sha256;

/**
 * The digest of bytes that come in order and, from the same pass, the sums of their blocks. For use
 * by one thread at a time.
 */
public final class BlobHasher {

  private final MessageDigest digest = Hashing.sha256();
  private final Optional<BlockSums.Builder> sums;

  /**
   * Nothing has come yet.
   *
   * @param isWhole whether what comes is content as a whole, so that sums of its blocks are of use
   */
  public BlobHasher(boolean isWhole) {
    this.sums = isWhole ? Optional.of(new BlockSums.Builder()) : Optional.empty();
  }

  /** Takes all bytes of the buffer. */
  public void update(ByteBuffer bytes) {
    sums.ifPresent(builder -> builder.update(bytes.duplicate()));
    digest.update(bytes);
  }

  /** The digest of all that has come. Nothing may come after this but a {@link #reset}. */
  public Sha256 sha256() {
    return Sha256.of(digest.digest());
  }

  /** The sums of the blocks of all that has come, where what came is a whole. */
  public Optional<BlockSums> sums() {
    return sums.map(BlockSums.Builder::build);
  }

  public void reset() {
    digest.reset();
    sums.ifPresent(BlockSums.Builder::reset);
  }
}
