package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.Sha256;

/**
 * Content on its way: a file that is written in any order, and a journal of the pieces in it that
 * are verified. Unless nothing was written, it outlives the process; whoever opens it next, under
 * the content's lock, goes on with it. Many threads may write different ranges at once.
 */
public interface Partial extends Content {

  /** Writes all bytes of the buffer at an offset. */
  void write(long offset, ByteBuffer bytes) throws IOException;

  /**
   * Writes a range of other content at an offset, without a copy in memory where both are files and
   * the system can. Stops early where the content ends.
   *
   * @return how many bytes were written
   * @throws Content.Unreadable when it is the other content that fails
   */
  long copy(long offset, Content from, ByteRange range) throws IOException;

  /**
   * Cuts off what lies behind this length, in bytes. Where nothing is left, the journal is empty
   * too: what it says of these bytes may not hold for the ones that come.
   */
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
   * Notes in the journal what has come of pieces that are not verified yet, so that another process
   * can go on with them. The caller has forced it to disk before.
   */
  void note(List<Begun> parts) throws IOException;

  /**
   * As {@link #note}, of bytes that were written but not forced: they outlive the process, not the
   * machine's next start, and so does what is noted of them.
   */
  void noteUntilRestart(List<Begun> parts) throws IOException;

  /** What the journal knew of unfinished pieces when this was opened, oldest first. */
  List<Begun> begun();

  /**
   * A verified run of bytes inside some content.
   *
   * @param sha256 the digest of the run
   * @param range where it lies
   */
  record Piece(Sha256 sha256, ByteRange range) {}

  /**
   * Bytes of a piece that is not verified yet.
   *
   * @param piece the digest that the piece shall have
   * @param base where the piece begins in the content
   * @param total the length of the piece in bytes
   * @param range the bytes that are there, counted from the beginning of the piece; none: what was
   *     noted of the piece before is void
   * @param source stands for where the bytes came from
   * @param validator what that source calls the file that they are part of (a strong entity tag,
   *     RFC 9110)
   */
  record Begun(
      Sha256 piece,
      long base,
      long total,
      ByteRange range,
      Sha256 source,
      Optional<String> validator) {

    public Begun {
      if (base < 0 || range.end() > total || total > Long.MAX_VALUE - base) {
        throw new IllegalArgumentException("no part of a piece: " + range + " of " + total);
      }
    }
  }
}
