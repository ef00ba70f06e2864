package org.pumaguard.models.domain.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.pumaguard.models.domain.model.ByteRange;
import org.pumaguard.models.domain.model.FragmentRange;
import org.pumaguard.models.domain.model.Sha256;

/**
 * An unfinished download: a file that is written in any order, and a journal of what in it is
 * verified and durable. A partial with bytes in it outlives the process; the next process that
 * opens it, under the content's lock, continues it. Threads may write different ranges at once.
 */
public interface Partial extends Content {

  /** Writes all remaining bytes of the buffer at an offset in bytes. */
  void write(long offset, ByteBuffer bytes) throws IOException;

  /**
   * Writes a range of other content at an offset, without a copy in memory if both are files and
   * the system supports it. Stops early at the end of the content.
   *
   * @return the number of bytes written
   * @throws Content.Unreadable if the other content cannot be read
   */
  long copy(long offset, Content from, ByteRange range) throws IOException;

  /**
   * Cuts the file to this length in bytes. A length of 0 also empties the journal, since its
   * entries need not hold for the bytes that follow.
   */
  void truncate(long size) throws IOException;

  /**
   * Forces to disk what was written before the call. After a failure the content of the file on
   * disk is unknown, and a later force need not write it: the partial is deleted with its journal,
   * and every later write to either fails.
   */
  void force() throws IOException;

  /**
   * Appends entries to the journal, so that another process can continue. The caller has verified
   * the fragments and forced the bytes of all entries to disk. A journal that was torn by a crash
   * has fewer entries.
   */
  void record(Journal forced) throws IOException;

  /**
   * As {@link #record}, for bytes that were written but not forced: the entries are valid until the
   * machine restarts. A process that opens the partial writes these bytes again.
   */
  void noteUntilRestart(List<Unfinished> parts) throws IOException;

  /**
   * Forces the journal to disk, so that its entries of forced bytes survive a power cut. A failure
   * is one of {@link #force}.
   */
  void forceJournal() throws IOException;

  /** The entries that the journal had when this partial was opened. */
  Journal journal();

  /**
   * Entries of a journal, oldest first.
   *
   * @param verified fragments that were verified and forced to disk
   * @param unfinished ranges of fragments that are not verified yet
   */
  record Journal(List<FragmentRange> verified, List<Unfinished> unfinished) {

    /** A journal of verified fragments only. */
    public static Journal of(FragmentRange... verified) {
      return new Journal(List.of(verified), List.of());
    }

    /** A journal of unfinished fragments only. */
    public static Journal of(List<Unfinished> unfinished) {
      return new Journal(List.of(), unfinished);
    }

    /** Whether there are no entries. */
    public boolean isEmpty() {
      return verified.isEmpty() && unfinished.isEmpty();
    }

    public Journal {
      verified = List.copyOf(verified);
      unfinished = List.copyOf(unfinished);
    }
  }

  /**
   * Bytes of a fragment that is not verified yet.
   *
   * @param fragment the digest that the fragment must have
   * @param base the offset of the fragment in the content, in bytes
   * @param total the length of the fragment, in bytes
   * @param range the bytes that are present, counted from the start of the fragment; an empty range
   *     voids earlier entries of the fragment
   * @param source identifies the source of the bytes
   * @param validator the strong entity tag that the source gave its file (RFC 9110)
   */
  record Unfinished(
      Sha256 fragment,
      long base,
      long total,
      ByteRange range,
      Sha256 source,
      Optional<String> validator) {

    public Unfinished {
      if (base < 0 || range.end() > total || total > Long.MAX_VALUE - base) {
        throw new IllegalArgumentException("invalid part of a fragment: " + range + " of " + total);
      }
    }
  }
}
