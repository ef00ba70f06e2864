package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Content on its way: a file that is written in any order, and a journal of the pieces in it that
 * are verified. It outlives the process; whoever opens it next, under the content's lock, goes on
 * with it. Many threads may write different ranges at once.
 */
public interface Partial extends Content {

  /** Writes all bytes of the buffer at an offset. */
  void write(long offset, ByteBuffer bytes) throws IOException;

  /** Cuts off what lies behind this length, in bytes. */
  void truncate(long size) throws IOException;

  /** Forces to disk what was written before the call. */
  void force() throws IOException;

  /**
   * Notes in the journal that a piece with this digest lies there. The caller has verified it and
   * has forced it to disk before; a journal that was torn by a crash only knows fewer pieces.
   */
  void confirm(Piece piece) throws IOException;

  /**
   * The pieces that the journal knew when this was opened, oldest first; they were forced to disk.
   */
  List<Piece> confirmed();

  /**
   * A verified run of bytes inside some content.
   *
   * @param sha256 the digest of the run
   * @param range where it lies
   */
  record Piece(Sha256 sha256, ByteRange range) {}
}
